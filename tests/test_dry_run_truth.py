"""The dry run never lies: on 1,000 random orders what it says and what the act itself says are the same."""
import random
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.order_desk.models.core.finding import fingerprint

from .shipping.ship_common import ShipCommon

SEED = 4711
QUOTATIONS, HELD, SHIPPING = 600, 150, 250
# A gate of one's own for each stage, two where it is cheap, and how often it stands.
OWN = {'review': 2, 'confirm': 1, 'release': 1, 'ship': 2}
SHIPPED = (
    'completeness', 'customer_archive', 'price', 'configuration', 'technical', 'drawing', 'material',
    'completion_date', 'countersign', 'customer_confirmation', 'deposit', 'payment', 'suspension', 'quality',
    'shipping_application', 'shipping_advice', 'delivery_receipt')


@tagged('post_install', '-at_install')
class TestDryRunNeverLies(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(SEED)
        cls.gates = cls.env['order.desk.gate']
        for stage, number in OWN.items():
            for index in range(number):
                cls.gates |= cls._gate(
                    f'own_{stage}_{index}', ['general_manager'], stage=stage,
                    severity='warn' if stage == 'review' and index else 'block')
        cls.gates.active = False
        cls.company.write({'desk_check_before_sending': False})
        cls.shipped = cls.env['order.desk.gate'].with_context(active_test=False).search([('code', 'in', SHIPPED)])
        cls.partners = cls.env['res.partner'].create([
            {'name': f"Customer {number}", 'is_company': True, 'email': f"c{number}@example.com",
             'desk_class': 'abc'[number % 3], 'desk_deposit_percent': 30 if number in (1, 4) else 0}
            for number in range(6)])
        cls.term = cls.env.ref('account.account_payment_term_30days')
        cls.later = fields.Date.today() + timedelta(days=30)

    # === RANDOM ORDERS, MADE TOGETHER === #

    def _make(self, number):
        rng = self.rng
        orders = self.env['sale.order'].create([{
            'partner_id': rng.choice(self.partners).id,
            'payment_term_id': rng.choice((self.term.id, False)),
            'desk_completion_date': rng.choice((self.later, self.later - timedelta(days=40), False)),
            'order_line': [
                Command.create({
                    'product_id': rng.choice((self.shelf, self.box)).id, 'product_uom_qty': 1,
                    'price_unit': rng.choice((100, 100, 90, 50))})
                for _line in range(rng.randint(1, 2))],
        } for _number in range(number)])
        orders.filtered(lambda order: rng.random() < 0.1).order_line.write({
            'desk_nonstandard': True, 'desk_unusual_part': True, 'desk_unusual_note': "Special"})
        return orders

    def _decide_at_random(self, documents, orders):
        """Give documents of ``orders`` random decisions, on the facts of now or on others, in one statement a gate."""
        rng, rows, today = self.rng, [], fields.Date.today()
        # By their place, not their number: an order and its transfers are lucky together, whatever was numbered before.
        lucky_ids = set(orders.ids[::4])
        documents = documents.sudo().with_company(self.company)
        gates = self.env['order.desk.gate'].search([])._filter_model(documents._name)
        group = self.env.ref('order_desk.group_general_manager')
        for gate in gates:
            evaluator = gate._get_evaluator()
            concerned = evaluator._get_applicable(gate, documents)
            findings, facts = evaluator._evaluate(gate, concerned), evaluator._facts(gate, concerned)
            steps = evaluator._get_steps(gate, concerned) if evaluator._kind == 'signed' else {}
            for document in concerned:
                finding = findings.get(document)
                lucky = document._desk_order().id in lucky_ids  # else hardly one would come through
                what = ('waive' if finding else 'approve') if lucky else rng.choice(
                    ('approve', 'approve', 'approve', 'waive', 'waive', 'reject', 'stale', 'nothing'))
                signed = evaluator._kind == 'signed'
                if what == 'nothing' or (not signed and what != 'waive'):
                    continue
                groups = [step.group_id for step in steps[document]] if what == 'approve' and signed else [group.id]
                for group_id in groups:
                    rows.append({
                        'gate_id': gate.id, 'order_id': document._desk_order().id,
                        documents._desk_check_inverse(): document.id, 'company_id': self.company.id,
                        'user_id': self.users['general_manager'].id, 'group_id': group_id,
                        'decision': 'approve' if what == 'stale' else what, 'reason': "Random",
                        'facts': facts[document] if what != 'stale' else {'Customer': 0},
                        'fingerprint': fingerprint(facts[document] if what != 'stale' else {'Customer': 0}),
                        'finding_code': finding.code if finding else 'signature',
                        'cap': rng.choice((1000,) if lucky else (0, 10, 1000)) if finding and finding.amount else 0,
                        'until': rng.choice((False, today) if lucky else (False, today, today - timedelta(days=1))),
                    })
        self.env['order.desk.decision'].sudo().create(rows)

    def _stand(self, *codes):
        """Have these shipped gates stand, and all own ones."""
        self.gates.active = True
        self.shipped.filtered(lambda gate: gate.code in codes).active = True
        for gate in self.env['order.desk.gate'].search([]):
            gate.name = f"[{gate.code}]"

    # === ASKED AND DONE === #

    def _compare(self, documents, stage, act):
        """Ask the dry run and try the act, on all documents and on those that it calls free.

        :return: the free ones, on which the act went through
        """
        self.env.flush_all()
        # What was made within the test is unknown to the planner, which takes the tables for empty.
        self.env.cr.execute("ANALYZE sale_order, sale_order_line, stock_move, stock_picking, order_desk_check")
        rows = [row for row in documents.desk_dry_run(stage) if row['blocking']]
        predicted = {document: self._get_predicted(document, rows) for document in documents}
        free = documents.filtered(lambda document: not predicted[document])
        refusals = self._split(documents, self._try(documents, act))
        for document in documents:
            found = {(code, owner) for line in refusals.get(document, ()) for code, owner in self._read(line)}
            with self.subTest(document=document.display_name, stage=stage):
                self.assertEqual(predicted[document], found)
        self.assertFalse(self._try(free, act), "what the dry run lets through goes through")
        for document in self.rng.sample(documents - free, 10):
            alone = {row['gate'] for row in document.desk_dry_run(stage) if row['blocking']}
            refusal = self._try(document, act)
            self.assertEqual(alone, {code for line in refusal.split('•')[1:] for code, _owner in self._read(line)})
        return free

    def _get_predicted(self, document, rows):
        if document._name == 'sale.order':
            return {(row['gate'], '') for row in rows if row['order'] == document.name}
        orders = document._desk_get_orders().mapped('name')
        return {(row['gate'], '' if row['transfer'] else row['order']) for row in rows
                if row['transfer'] == document.display_name or (not row['transfer'] and row['order'] in orders)}

    def _try(self, documents, act):
        """Return what the act says when it refuses; whatever it did is undone."""
        with self.env.cr.savepoint() as savepoint:
            try:
                act(documents)
                refusal = ''
            except UserError as error:
                refusal = str(error)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return refusal

    def _split(self, documents, refusal):
        """Return the lines that a refusal has for each document."""
        by_name = {document.display_name: document for document in documents}
        lines, current = {}, None
        for line in refusal.split('\n'):
            if line.endswith(" yet:"):
                name = line.split(' cannot be ')[0].removeprefix("The order confirmation of ")
                current = lines.setdefault(by_name[name], [])
            elif line.startswith('•'):
                current.append(line)
            else:
                current[-1] += line
        return lines

    def _read(self, line):
        """Return ``[(gate code, order it is named with)]`` of one line of a refusal."""
        if "It is not released yet." in line:
            return [('release', line.strip('• ').split(':')[0])]
        before, code = line.split(']')[0].split('[')
        return [(code, before.strip('• ').rstrip(': '))]

    def test_quotations(self):
        """TRK-01, TRK-03: sending and confirming 600 random quotations is refused for exactly what the dry run says."""
        self._stand(
            'completeness', 'price', 'technical', 'drawing', 'completion_date', 'countersign', 'customer_archive',
            'customer_confirmation', 'suspension')
        self.shipped.filtered(lambda gate: gate.code in ('completeness', 'customer_archive')).severity = 'warn'
        orders = self._make(QUOTATIONS)
        self._decide_at_random(orders, orders)
        cut = QUOTATIONS // 2
        model = type(self.env['sale.order'])
        with patch.object(model, '_desk_dispatch_confirmation'), patch.object(model, '_desk_plan_receipt'):
            sent = self._compare(
                orders[:cut], 'review',
                lambda order: order.with_user(self.users['order_clerk']).action_desk_send_confirmation())
        self.env.ref('order_desk.gate_customer_confirmation').active = False
        confirmed = self._compare(orders[cut:], 'confirm', lambda order: order.action_confirm())
        self.assertGreater(len(sent), 20)
        self.assertGreater(len(confirmed), 20)

    def test_release(self):
        """TRK-01, DEP-01: what keeps 150 random confirmed orders from production is what the dry run says."""
        self.gates.filtered(lambda gate: gate.stage == 'release').active = True
        orders = self._make(HELD)
        orders.action_confirm()
        self.assertFalse(any(orders.mapped('desk_released')))
        self._stand('deposit', 'completion_date', 'price')
        self._decide_at_random(orders, orders)
        self.assertGreater(len(self._compare(orders, 'release', lambda order: order.action_desk_release())), 20)

    def test_shipping(self):
        """TRK-01, SHP-03: what keeps 250 random transfers, some shared, from leaving is what the dry run says."""
        orders = self._make(SHIPPING)
        orders.action_confirm()
        pickings = orders.picking_ids
        self.assertTrue(all(orders.mapped('desk_released')))
        for first, second in zip(pickings[0:40:2], pickings[1:40:2], strict=True):
            second.move_ids.picking_id = first.id
        pickings = pickings.filtered('move_ids')
        pickings.move_ids.picked = True
        some = orders[-20:]
        some._desk_write_facts({'desk_released': False})
        self._stand('price', 'payment', 'suspension', 'shipping_application', 'delivery_receipt')
        self.partners[0]._desk_set_suspended(True)
        self._decide_at_random(orders, orders)
        self._decide_at_random(pickings, orders)
        clerk = self.users['shipping_clerk']
        free = self._compare(pickings, 'ship', lambda picking: picking.with_user(clerk).with_context(
            skip_sms=True, skip_backorder=True).button_validate())
        self.assertGreater(len(free), 5)
        shared = pickings.filtered(lambda picking: len(picking.move_ids.sale_line_id.order_id) > 1)
        self.assertEqual(len(shared), 20)
        self._compare_shared(shared)

    def _compare_shared(self, pickings):
        """Asked on one of two orders, the dry run names what keeps their common transfer as well."""
        for picking in pickings[:5]:
            for order in picking.move_ids.sale_line_id.order_id:
                asked = {(row['order'], row['gate']) for row in order.desk_dry_run('ship')}
                self.assertTrue({(row['order'], row['gate']) for row in picking.desk_dry_run()} <= asked)
