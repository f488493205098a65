from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .fact_table import label_text
from .tolerance import Tolerance


class OrderDeskGate(models.Model):
    """How far facts may move before the signatures given on them end."""
    _inherit = 'order.desk.gate'

    # === FIELDS === #

    tolerance_percent = fields.Float(
        "Tolerance (%)", digits=(5, 2),
        help="Amounts and quantities may move by this part of what was signed, up or down, before the gate reopens. "
             "Measured from the signed value, however many steps there were. 0: every change reopens it.")
    tolerance_days = fields.Integer(
        "Tolerance (days)",
        help="Dates may move by this number of calendar days, earlier or later, before the gate reopens. "
             "Measured from the signed date. 0: every change reopens it.")
    tolerated_numbers = fields.Char(
        "Figures That May Move", compute='_compute_tolerated',
        help="The amounts and quantities to which the tolerance applies; follows from the code.")
    tolerated_dates = fields.Char(
        "Dates That May Move", compute='_compute_tolerated',
        help="The dates to which the tolerance applies; follows from the code.")

    # === CONSTRAINTS === #

    @api.constrains('tolerance_percent', 'tolerance_days')
    def _check_tolerance(self):
        for gate in self:
            # Written so that "not a number" fails as well.
            if not (0 <= gate.tolerance_percent < 100 and 0 <= gate.tolerance_days <= 3650):
                raise ValidationError(self.env._(
                    "Gate %(gate)s: a tolerance is at least 0 and below 100 %%, or at most 3650 days.",
                    gate=gate.name))

    # === COMPUTE METHODS === #

    @api.depends('code')
    @api.depends_context('lang')
    def _compute_tolerated(self):
        for gate in self:
            evaluator = gate._get_evaluator()
            kinds = evaluator._get_fact_kinds() if evaluator._kind == 'signed' else {}
            gate.tolerated_dates = ", ".join(
                label_text(self.env, label) for label, kind in kinds.items() if kind == 'date')
            gate.tolerated_numbers = ", ".join(
                label_text(self.env, label) for label, kind in kinds.items() if kind != 'date')

    # === BUSINESS METHODS === #

    def _prepare_tolerance(self):
        """Return the tolerance of this gate for its cached definition; None where nothing may move."""
        kinds = self.env['order.desk.evaluator']._get_evaluator(self.code)._get_fact_kinds()
        if not kinds or not (self.tolerance_percent or self.tolerance_days):
            return None
        return Tolerance(self.tolerance_percent, self.tolerance_days, kinds)
