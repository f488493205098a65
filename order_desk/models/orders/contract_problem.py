from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderDeskContractProblem(models.Model):
    """Problems found in a contract, to whom they were told and how they ended (CTR-07, CTR-12, CTR-13, CTR-17)."""
    _name = 'order.desk.contract.problem'
    _description = "Contract Problem"
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Problem", required=True)
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', store=True, string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', store=True, string="Salesperson")
    kind = fields.Selection(
        [('contract', "Contract"), ('need', "Customer's real need"), ('dispute', "Dispute"),
         ('abnormal', "Abnormal state")],
        required=True, default='contract', tracking=True)
    description = fields.Text()
    found_by_id = fields.Many2one('res.users', default=lambda self: self.env.user, readonly=True, copy=False)
    found_on = fields.Date(required=True, default=fields.Date.context_today)
    told = fields.Selection(
        [('customer', "Customer"), ('dealer', "Dealer"), ('salesperson', "Salesperson"), ('management', "Management")],
        string="To Be Told", required=True, default='salesperson')
    told_partner_id = fields.Many2one('res.partner', string="Addressee", help="The person who is told.")
    told_on = fields.Date(copy=False, tracking=True)
    told_how = fields.Char("How", copy=False, help="Telephone, mail, visit …")
    outcome = fields.Text(copy=False, tracking=True)
    state = fields.Selection(
        [('open', "Open"), ('told', "Told"), ('settled', "Settled")],
        default='open', required=True, readonly=True, copy=False, tracking=True)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        problems = super().create(vals_list)
        for problem in problems.filtered(lambda problem: problem.kind == 'abnormal'):
            # CTR-12: what is abnormal goes upward at once.
            for user in problem.order_id._desk_get_doubt_users():
                problem.sudo().activity_schedule(  # sudo: the addressee is another's business
                    'mail.mail_activity_data_todo', user_id=user.id,
                    summary=self.env._("Abnormal state of %(order)s", order=problem.order_id.name), note=problem.name)
        return problems

    # === ACTIONS === #

    def action_desk_told(self):
        """Record that the addressee was told today.

        :raise UserError: without saying how
        """
        self.check_access('write')
        for problem in self:
            if not problem.told_how:
                raise UserError(self.env._("%(problem)s: enter how the addressee was told.", problem=problem.name))
        today = fields.Date.context_today(self)
        for problem in self:
            problem._write_evidence({'state': 'told', 'told_on': problem.told_on or today})
        return True

    def action_desk_settle(self):
        """Close the problem.

        :raise UserError: without an outcome
        """
        self.check_access('write')
        for problem in self:
            if not problem.outcome:
                raise UserError(self.env._("%(problem)s: enter the outcome first.", problem=problem.name))
        self._write_evidence({'state': 'settled'})
        self.activity_feedback(['mail.mail_activity_data_todo'])
        return True

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'state', 'found_by_id'}
