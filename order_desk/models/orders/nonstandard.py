from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role


class SaleOrderLine(models.Model):
    """What is unusual about a line, and the measurements it is made to (TEC-02, TEC-12)."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    # No defaults: installing on a large table must not rewrite it.
    desk_nonstandard = fields.Boolean(
        "Non-standard", help="The customer asks for an unusual process, structure or part.")
    desk_unusual_process = fields.Boolean("Unusual Process")
    desk_unusual_structure = fields.Boolean("Unusual Structure")
    desk_unusual_part = fields.Boolean("Unusual Part")
    desk_unusual_note = fields.Text("What Is Unusual")
    desk_made_to_measure = fields.Boolean("Made to Measure")
    desk_measurements = fields.Text("Measurements")
    desk_measurements_checked = fields.Text(
        "Measurements as Checked", copy=False, help="The very text that was checked; another text is unchecked again.")
    desk_measurements_checked_by_id = fields.Many2one('res.users', "Measurements Checked By", copy=False)
    desk_measurements_checked_at = fields.Datetime("Measurements Checked On", copy=False)
    desk_technical_verdict = fields.Selection(
        [
            ('producible', "Producible"),
            ('not_producible', "Not producible"),
            ('proposed', "Alternative proposed"),
            ('accepted', "Alternative accepted"),
            ('insisting', "Customer insists, papers missing"),
            ('insisted', "Customer insists, risk told"),
        ], string="Technical Verdict", copy=False)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale
        if 'desk_nonstandard' in vals and not vals['desk_nonstandard']:
            self._desk_ensure_may_call_standard()
        return super().write(vals)

    # === ACTIONS === #

    def action_desk_check_measurements(self):
        """Record that the measurement data of these lines are accurate (TEC-12).

        The tick holds for the text as it is now.

        :raise AccessError: for others than order desk and engineering
        :raise UserError: for a line without measurements
        """
        ensure_role(self.env, 'order_desk.group_order_clerk', 'order_desk.group_engineer')
        now = fields.Datetime.now()
        for line in self:
            text = (line.desk_measurements or '').strip()
            if not text:
                raise UserError(self.env._(
                    "%(line)s of %(order)s: enter the measurements before checking them.",
                    line=line._desk_get_label(), order=line.order_id.name))
            line._desk_write_facts({
                'desk_measurements_checked': line.desk_measurements,
                'desk_measurements_checked_by_id': self.env.uid,
                'desk_measurements_checked_at': now,
            })
        self.order_id._desk_mark_changed()
        return True

    def action_desk_open_line(self):
        """Open what engineering needs to know about one line."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self._desk_get_label(),
            'res_model': 'sale.order.line',
            'res_id': self.id,
            'view_mode': 'form',
            'views': [(self.env.ref('order_desk.sale_order_line_view_form_technical').id, 'form')],
            'target': 'new',
        }

    # === BUSINESS METHODS === #

    def _desk_is_measured(self):
        """Tell whether the measurements of this line were checked as they stand now."""
        return bool(self.desk_measurements) and self.desk_measurements == self.desk_measurements_checked

    def _desk_ensure_may_call_standard(self):
        """Engineering's answer cannot be evaded by unticking the box.

        :raise AccessError: when engineering has answered and the user is no engineer
        """
        answered = self.filtered(lambda line: line.desk_nonstandard and line.desk_technical_verdict)
        if not answered or self.env.su or self.env.user.has_group('order_desk.group_engineer'):
            return
        raise AccessError(self.env._(
            "Engineering has answered on %(line)s of %(order)s: only an engineer can call it standard again.",
            line=answered[0]._desk_get_label(), order=answered[0].order_id.name))

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_measurements_checked', 'desk_measurements_checked_by_id', 'desk_measurements_checked_at',
            'desk_technical_verdict',
        }

    # === HELPERS === #

    def _desk_get_label(self):
        """Return the first line of the description: a stored column, read by the host already."""
        return (self.name or '').split('\n')[0] or self.env._("Line %(id)s", id=self.id)

    def _desk_get_unusual(self):
        """Return the words for what is unusual, in the reader's language."""
        words = [
            (self.desk_unusual_process, self.env._("process")),
            (self.desk_unusual_structure, self.env._("structure")),
            (self.desk_unusual_part, self.env._("part")),
        ]
        return ", ".join(word for ticked, word in words if ticked)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_nonstandard_line_ids = fields.One2many(
        'sale.order.line', compute='_compute_desk_nonstandard_line_ids', string="Non-standard Lines")

    # === COMPUTE METHODS === #

    @api.depends('order_line.desk_nonstandard', 'order_line.desk_made_to_measure')
    def _compute_desk_nonstandard_line_ids(self):
        for order in self:
            order.desk_nonstandard_line_ids = order.order_line.filtered(
                lambda line: line.desk_nonstandard or line.desk_made_to_measure)

    # === BUSINESS METHODS === #

    def _desk_is_nonstandard(self):
        """Tell whether a line of this order asks for something unusual; reads no table."""
        return any(line.desk_nonstandard for line in self._desk_get_line_rows()[self])
