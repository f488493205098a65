"""What happens at the same moment, and what must be true afterwards."""
from odoo import Command, fields

from odoo.addons.order_desk.models.core.finding import Clearance

GATES = {
    'probe_two': ('review', ('engineer', 'production_manager')),
    'probe_release': ('release', ('engineer',)),
}


class Race:
    """One kind of meeting: documents for every round, two acts, and the truth afterwards.

    :param people: ``{name: user id}``
    """
    title = ''

    def __init__(self, database, people):
        self.database, self.people = database, people

    def prepare(self, env, rounds):
        """Return one token for each round; committed."""
        raise NotImplementedError

    def get_acts(self, token):
        """Return [(user id, function of an environment)]."""
        raise NotImplementedError

    def find_wrong(self, env, token):
        """Return a sentence when something is not as it must be, else None."""
        raise NotImplementedError


def make_orders(env, number, **vals):
    product = env['product.product'].search([('default_code', '=', 'TRUST')], limit=1)
    partner = env['res.partner'].create({'name': "Trust", 'is_company': True, 'email': "trust@trust.example.com"})
    return env['sale.order'].create([{
        'partner_id': partner.id, **vals,
        'order_line': [Command.create({'product_id': product.id, 'product_uom_qty': 2, 'price_unit': 100.0})],
    } for _number in range(number)])


def only_gates(env, *codes):
    """Have these gates stand, and no other; those of this file are made when they are asked for."""
    Gate = env['order.desk.gate'].with_context(active_test=False)
    Gate.search([]).active = False
    for code in codes:
        gate = Gate.search([('code', '=', code)])
        if not gate:
            stage, roles = GATES[code]
            gate = Gate.create({'name': code, 'code': code, 'stage': stage, 'approval_ids': [Command.create({
                'sequence': 10, 'group_id': env.ref(f'order_desk.group_{role}').id}) for role in roles]})
        gate.active = True


def decide(env, model, ids, code, user_id):
    for document in env[model].with_user(user_id).browse(ids):
        document.desk_decide(code, 'approve', "Seen")


def tell_truth(env, orders):
    """Return a sentence when a stored verdict is not the one that the facts give."""
    for order in orders:
        stored = {
            (check.gate_id.code, check.picking_id.id): check.state for check in order.desk_check_ids
            if check.state != 'not_applicable'}
        for documents in order._desk_get_documents():
            for verdict in documents._desk_evaluate(('review', 'confirm', 'release', 'ship')):
                picking_id = verdict.document.id if verdict.document._name == 'stock.picking' else False
                code = verdict.gate.code
                if stored.get((code, picking_id)) != verdict.state:
                    return f"{code} is stored as {stored.get((code, picking_id))} and is {verdict.state}"
    return None


class TwoSigners(Race):
    title = "two people sign the same gate"

    def prepare(self, env, rounds):
        only_gates(env, 'probe_two')
        return make_orders(env, rounds).ids

    def get_acts(self, token):
        def sign(env):
            env['sale.order'].browse(token).desk_decide('probe_two', 'approve', "At once")
        return [(self.people[role], sign) for role in ('engineer', 'production_manager')]

    def find_wrong(self, env, token):
        order = env['sale.order'].browse(token)
        if len(order.desk_decision_ids) != 2:
            return f"{len(order.desk_decision_ids)} decisions instead of 2"
        return tell_truth(env, order)


class TwoReleases(Race):
    title = "two people release the same order"

    def prepare(self, env, rounds):
        only_gates(env, 'probe_release')
        orders = make_orders(env, rounds)
        orders.action_confirm()
        decide(env, 'sale.order', orders.ids, 'probe_release', self.people['engineer'])
        return orders.ids

    def get_acts(self, token):
        def release(env):
            env['sale.order'].browse(token).action_desk_release()
        return [(self.people[role], release) for role in ('order_clerk', 'production_manager')]

    def find_wrong(self, env, token):
        order = env['sale.order'].browse(token)
        quantity = sum(order.order_line.move_ids.filtered(
            lambda move: move.state != 'cancel' and move.location_dest_usage == 'customer').mapped('product_uom_qty'))
        if not order.desk_released or quantity != 2:
            return f"released {order.desk_released}, {quantity} to deliver instead of 2"
        return tell_truth(env, order)


class CancelWhileReleasing(Race):
    title = "an order is cancelled while it is released"

    prepare = TwoReleases.prepare

    def get_acts(self, token):
        def release(env):
            env['sale.order'].browse(token).action_desk_release()

        def cancel(env):
            # As the withdrawal does that was decided.
            withdrawn = Clearance('withdraw', [token])
            env['sale.order'].browse(token).with_context(desk_clearance=withdrawn)._action_cancel()
        return [(self.people['production_manager'], release), (self.people['order_clerk'], cancel)]

    def find_wrong(self, env, token):
        order = env['sale.order'].browse(token)
        live = order.order_line.move_ids.filtered(lambda move: move.state not in ('cancel', 'done'))
        # An order that was released first is ended by a withdrawal only.
        kept = order.state == 'sale' and order.desk_released and sum(live.mapped('product_uom_qty')) == 2
        if not kept and (order.state != 'cancel' or order.desk_released or live):
            return f"{order.state}, released {order.desk_released}, {len(live)} moves to come"
        return None


class UndoneWhileShipping(Race):
    title = "a deposit is undone while its goods are shipped"

    def prepare(self, env, rounds):
        only_gates(env, 'deposit')
        orders = make_orders(env, rounds)
        orders.partner_id.desk_deposit_percent = 50.0
        orders.action_confirm()
        bank = env['account.journal'].search([('type', '=', 'bank'), ('company_id', '=', env.company.id)], limit=1)
        payments = env['account.payment'].create([{
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': order.partner_id.id,
            'journal_id': bank.id, 'amount': order.amount_total, 'desk_order_id': order.id} for order in orders])
        payments.action_post()
        orders.action_desk_release()
        orders.picking_ids.move_ids.picked = True
        return [(order.id, payment.id) for order, payment in zip(orders, payments, strict=True)]

    def get_acts(self, token):
        order_id, payment_id = token

        def ship(env):
            env['sale.order'].browse(order_id).sudo().picking_ids.with_user(env.uid).with_context(
                skip_sms=True, skip_backorder=True).button_validate()

        def undo(env):
            payment = env['account.payment'].browse(payment_id)
            payment.action_draft()
            payment.action_cancel()
        return [(self.people['stock_user'], ship), (self.people['accountant'], undo)]

    def find_wrong(self, env, token):
        order = env['sale.order'].browse(token[0])
        payment, picking = env['account.payment'].browse(token[1]), order.picking_ids
        if payment.state != 'canceled' or order.desk_deposit_received:
            return f"the payment is {payment.state}, {order.desk_deposit_received} received"
        if picking.state == 'done' and not picking.desk_shipped_on:
            return "goods left without their transfer being asked"
        moved = picking.move_ids.filtered(lambda move: move.state == 'done')
        if bool(moved) != (picking.state == 'done') or sum(moved.mapped('quantity')) not in (0, 2):
            return f"the transfer is {picking.state} and {sum(moved.mapped('quantity'))} have moved"
        return tell_truth(env, order)


class TwoEmergencies(Race):
    title = "two emergency releases of one supervisor, one allowed"

    def prepare(self, env, rounds):
        only_gates(env, 'shipping_application')
        env.company.desk_emergency_quota = 1
        orders = make_orders(env, rounds * 2)
        orders.action_confirm()
        ids = orders.picking_ids.ids
        return list(zip(ids[::2], ids[1::2], strict=True))

    def get_acts(self, token):
        due = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=2))

        def release(picking_id):
            return lambda env: env['stock.picking'].browse(picking_id).action_desk_emergency_release("At once", due)
        return [(self.people['service_supervisor'], release(picking_id)) for picking_id in token]

    def find_wrong(self, env, token):
        debts = env['order.desk.emergency.release'].search([('picking_id', 'in', token), ('state', '=', 'open')])
        found = None if len(debts) == 1 else f"{len(debts)} released where one is allowed"
        debts._settle(env.user)  # the next round begins with none
        return found


class TwoSettlements(Race):
    title = "two people settle the same rebate"

    def prepare(self, env, rounds):
        partners = env['res.partner'].create([{'name': f"Rebate {number}", 'is_company': True}
                                              for number in range(rounds)])
        agreements = env['order.desk.rebate.agreement'].create([{
            'partner_id': partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
            'tier_ids': [Command.create({'threshold': 0, 'rate': 10})]} for partner in partners])
        agreements._desk_write_facts({'state': 'active'})
        env['account.move'].create([{
            'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': '2025-02-01',
            'invoice_line_ids': [Command.create({'name': "Pump", 'price_unit': 800.0, 'tax_ids': []})],
        } for partner in partners]).action_post()
        return agreements.ids

    def get_acts(self, token):
        def settle(env):
            env['order.desk.rebate.agreement'].browse(token).action_settle('2025-12-31')
        return [(self.people['finance_clerk'], settle)] * 2

    def find_wrong(self, env, token):
        settlements = env['order.desk.rebate.settlement'].search([('agreement_id', '=', token)])
        notes = env['account.move'].search_count([
            ('partner_id', '=', settlements[:1].partner_id.id), ('move_type', '=', 'out_refund')])
        return None if (len(settlements), notes) == (1, 1) else f"{len(settlements)} settlements, {notes} credit notes"


RACES = (TwoSigners, TwoReleases, CancelWhileReleasing, UndoneWhileShipping, TwoEmergencies, TwoSettlements)
