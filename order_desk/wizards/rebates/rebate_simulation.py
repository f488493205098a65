from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.tools import formatLang

from ...models.rebates.periods import MONTHS, split_periods
from ...models.rebates.volume import Slot
from .rebate_chart import draw

SPAN = 24


class OrderDeskRebateSimulation(models.TransientModel):
    """An agreement on what its customers bought in the past 24 months: volume, bands, and cost per band.

    Amounts are in the agreement's currency. Other agreements are left aside.
    """
    _name = 'order.desk.rebate.simulation'
    _description = "Rebate Simulation"

    # === FIELDS === #

    agreement_id = fields.Many2one('order.desk.rebate.agreement', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='agreement_id.currency_id')
    basis = fields.Selection(related='agreement_id.basis')
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(readonly=True)
    as_of = fields.Date(
        help="Only what was posted and matched by the end of this day counts; today without one.")
    volume = fields.Monetary(readonly=True)
    amount = fields.Monetary("Rebate", readonly=True)
    percent = fields.Float("Effective Rate", readonly=True, digits=(16, 4))
    period_ids = fields.One2many('order.desk.rebate.period', 'simulation_id', "Periods", readonly=True)
    cost_ids = fields.One2many('order.desk.rebate.tier.cost', 'simulation_id', "Cost per Band", readonly=True)
    line_ids = fields.One2many('order.desk.rebate.line', 'simulation_id', "Lines", readonly=True)
    chart = fields.Html(readonly=True, sanitize=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        simulations = super().create(vals_list)
        for simulation in simulations:
            simulation._run()
        return simulations

    # === ACTIONS === #

    def action_run(self):
        """Calculate again, as after a change of the draft or of the day."""
        self.ensure_one()
        self._run()
        return self._reopen()

    def action_lines(self):
        """Open every line of the span with the rule that decided."""
        self.ensure_one()
        self._fill_lines()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.action_rebate_line')
        return {**action, 'domain': [('simulation_id', '=', self.id)]}

    # === BUSINESS METHODS === #

    def _run(self):
        """Calculate the 24 months before this one; writes nothing but the simulation."""
        self.ensure_one()
        agreement = self.agreement_id
        agreement.check_access('read')
        end = (self.as_of or fields.Date.context_today(self)).replace(day=1) - relativedelta(days=1)
        start = end + relativedelta(days=1, months=-SPAN)
        slots = self._get_slots(start, end)
        result = agreement._calculate_slots({True: slots}, self.as_of)[True]
        months = self._get_months(start, end)
        self.write({
            'date_from': start, 'date_to': end, 'volume': result.volume, 'amount': result.amount,
            'percent': result.amount / result.volume if result.volume else 0.0,
            'period_ids': [Command.clear(), *[Command.create(self._prepare_period(slot)) for slot in result.slots]],
            'cost_ids': [Command.clear(), *[Command.create(vals) for vals in self._prepare_costs(result)]],
            'line_ids': [Command.clear()],
            'chart': self._draw(months, slots),
        })

    def _get_slots(self, start, end):
        """Return the calculation periods of the span, so that the last one ends with it."""
        agreement = self.agreement_id
        period = agreement.calculation_period
        if period == 'validity':
            length = relativedelta(agreement.date_to + relativedelta(days=1), agreement.date_from)
            months = min(max(length.years * 12 + length.months, 1), SPAN)
        else:
            months = MONTHS[period]
        slots, last = [], end
        while last > start:
            first = last + relativedelta(days=1) - relativedelta(months=months)
            slots.insert(0, (Slot(agreement.id, max(first, start), last), first >= start))
            last = first - relativedelta(days=1)
        return slots

    def _get_months(self, start, end):
        """Return the volume of each month in the unit of the bands: list of (first day, volume)."""
        agreement = self.agreement_id
        slots = [Slot(agreement.id, first, last) for first, last, _c in split_periods(start, end, 'month', start, end)]
        sums = self.env['order.desk.rebate.volume']._get_sums(slots, self.as_of)
        index = 1 if agreement.basis == 'quantity' else 0
        return [(slot.date_from, sums.get(slot, (0, 0))[index]) for slot in slots]

    def _fill_lines(self):
        """Note every line of the span, its rule and its share of the rebate."""
        agreement, lines = self.agreement_id, self.env['account.move.line']
        rows = self.env['order.desk.rebate.volume']._get_rows(
            [slot for slot, _complete in self._get_slots(self.date_from, self.date_to)], self.as_of)
        result = agreement._calculate_slots({True: self._get_slots(self.date_from, self.date_to)}, self.as_of)[True]
        shares = agreement._spread_rebate(result, rows)
        # sudo: a salesperson sees which documents of his customer count, though he may not open invoices
        found = lines.sudo().browse([row.move_line_id for row in rows])
        self.line_ids.unlink()
        self.env['order.desk.rebate.line'].create([{
            'simulation_id': self.id, 'date': row.date, 'move_name': line.move_id.name,
            'partner_name': line.move_id.commercial_partner_id.display_name,
            'label': line.product_id.display_name or line.name, 'counted': row.counted, 'rule': row.rule,
            'amount': row.amount, 'quantity': row.quantity, 'rebate': shares.get(row.move_line_id, 0.0),
        } for row, line in zip(rows, found, strict=True)])

    # === HELPERS === #

    def _prepare_period(self, slot):
        volume = float(slot.volume.amount)
        return {
            'date_from': slot.date_from, 'date_to': slot.date_to, 'volume': volume,
            'quantity': float(slot.volume.quantity), 'earned': slot.earned, 'amount': slot.amount,
            'percent': slot.amount / volume if volume else 0.0, 'decided': slot.decided or False,
        }

    def _prepare_costs(self, result):
        """Return what each band cost over all periods."""
        total = sum(slot.earned for slot in result.slots)
        shares = [share for slot in result.slots for share in slot.shares]
        found = []
        for tier in self.agreement_id.tier_ids.sorted('threshold'):
            own = [share for share in shares if share.tier_id == tier.id]
            cost = float(sum(share.earned for share in own))
            found.append({
                'threshold': tier.threshold, 'pays': self.agreement_id._format_rate(tier),
                'times': len([share for share in own if share.earned]),
                'base': float(sum(share.base for share in own)), 'cost': self.currency_id.round(cost),
                'share': cost / total if total else 0.0,
            })
        return found

    def _draw(self, months, slots):
        """Return the chart: volume added up in each period, month by month, against the bands."""
        agreement, starts, total, bars = self.agreement_id, {slot.date_from for slot, _c in slots}, 0.0, []
        for first, volume in months:
            total = volume if first in starts else total + volume
            bars.append((first.strftime('%Y-%m'), total))
        tiers = [] if agreement.method == 'growth' else [
            (tier.threshold, f"{formatLang(self.env, tier.threshold, digits=0)}: {agreement._format_rate(tier)}")
            for tier in agreement.tier_ids.sorted('threshold')]
        return draw(bars, tiers, lambda value: formatLang(self.env, value, digits=0))

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new', 'name': self.env._("Simulation"),
        }


class OrderDeskRebateAgreement(models.Model):
    _inherit = 'order.desk.rebate.agreement'

    # === ACTIONS === #

    def action_simulate(self):
        """Open what this agreement would have cost in the past 24 months; anybody who may read it."""
        self.ensure_one()
        return self.env['order.desk.rebate.simulation'].create({'agreement_id': self.id})._reopen()
