from odoo import Command, api, fields, models

from ...models.core.gate import STAGES


class OrderDeskDryRun(models.TransientModel):
    """"Can this ship on …?": every missing gate before anyone clicks; writes nothing (TRK-03)."""
    _name = 'order.desk.dry.run'
    _description = "Dry Run"

    # === FIELDS === #

    order_ids = fields.Many2many('sale.order', string="Orders", required=True)
    stage = fields.Selection(
        STAGES, string="Up To", required=True, default=lambda self: self._default_stage(),
        help="The act for which you ask: this stage and all earlier ones are looked at.")
    on_date = fields.Date("On", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many(
        'order.desk.dry.run.line', 'dry_run_id', string="Missing", compute='_compute_line_ids', store=True)
    blocking_count = fields.Integer(compute='_compute_blocking_count')
    order_count = fields.Integer(compute='_compute_blocking_count')

    # === COMPUTE METHODS === #

    @api.model
    def _default_stage(self):
        orders = self.env['sale.order'].browse(self.env.context.get('default_order_ids') or ())
        if any(order.state in ('draft', 'sent') for order in orders):
            return 'confirm'
        return 'release' if any(not order.desk_released or order.desk_more_held for order in orders) else 'ship'

    @api.depends('order_ids', 'stage', 'on_date')
    def _compute_line_ids(self):
        for run in self:
            rows = run._get_rows() if run.stage and run.order_ids else []
            gates = self.env['order.desk.gate'].search([('code', 'in', [row['gate'] for row in rows])])
            names = {gate.code: gate.name for gate in gates}
            run.line_ids = [Command.clear()] + [Command.create(run._prepare_line(row, names)) for row in rows]

    @api.depends('line_ids.blocking', 'order_ids')
    def _compute_blocking_count(self):
        for run in self:
            run.blocking_count = len(run.line_ids.filtered('blocking'))
            run.order_count = len(run.order_ids)

    # === HELPERS === #

    def _get_rows(self):
        """Return the answer for the documents that are asked for."""
        return self.order_ids._origin.desk_dry_run(self.stage, self.on_date)

    @api.model
    def _prepare_line(self, row, gate_names):
        return {
            'order_name': row['order'],
            'gate_name': ", ".join(filter(None, (gate_names.get(row['gate'], row['gate']), row['transfer']))),
            'message': row['message'],
            'owner': row['owner'],
            'amount': row['amount'],
            'currency_name': row['currency'] if row['amount'] else False,
            'due': row['due'],
            'blocking': row['blocking'],
            'since': row['since'],
            'next_act': row['next_act'],
            'waiting_costs': row['waiting_costs'],
        }
