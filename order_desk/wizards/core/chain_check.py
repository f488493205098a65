from odoo import Command, fields, models
from odoo.exceptions import AccessError

from ...models.core.roles import ensure_role

BATCH = 500
ROLES = (
    'order_desk.group_order_supervisor', 'order_desk.group_general_manager', 'order_desk.group_administrator')


class OrderDeskChainCheck(models.TransientModel):
    """Whether all decisions of a company are there and as they were taken; writes nothing on them."""
    _name = 'order.desk.chain.check'
    _description = "Check of Decisions"

    # === FIELDS === #

    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    with_files = fields.Boolean(
        "Read the Files", default=True,
        help="Measure every evidence file itself, beside what is noted of it. Takes longer with many files.")
    checked_on = fields.Datetime(readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    sealed_count = fields.Integer("Sealed Decisions", readonly=True)
    before_count = fields.Integer(
        "Kept Before Sealing", readonly=True, help="Decisions taken before they were sealed; they cannot be checked.")
    fault_ids = fields.One2many('order.desk.chain.fault', 'check_id', string="Faults", readonly=True)

    # === ACTIONS === #

    def action_check(self):
        """Read all chains of the company, a batch of orders at a time.

        :raise AccessError: unless the user supervises the desk, manages or administers it
        """
        self.ensure_one()
        ensure_role(self.env, *ROLES)
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose a company you are working in."))
        # sudo: supervision reaches every order of the company
        orders = self.env['sale.order'].sudo().search([
            ('company_id', '=', self.company_id.id),
            '|', ('desk_chain_head', '!=', False), ('desk_decision_ids', '!=', False)], order='id')
        Decision = self.env['order.desk.decision']
        sealed = before = 0
        faults = [Command.clear()]
        for start in range(0, len(orders), BATCH):
            batch = orders[start:start + BATCH]
            for order, report in Decision._check_chains(batch, with_files=self.with_files).items():
                sealed += report.sealed
                before += report.before
                faults += [
                    Command.create({'order_id': order.id, 'decision_id': fault.decision.id, 'message': fault.message})
                    for fault in report.faults]
            Decision.invalidate_model(flush=False)  # what was read of one batch is not needed for the next
        # sudo: nobody writes the result by hand
        self.sudo().write({
            'checked_on': fields.Datetime.now(), 'order_count': len(orders), 'sealed_count': sealed,
            'before_count': before, 'fault_ids': faults})
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id, 'view_mode': 'form',
            'name': self.env._("Check of Decisions"), 'target': 'new'}
