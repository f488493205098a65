from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderDeskTechnicalProblem(models.Model):
    """A technical problem raised during review, followed until it is settled (TEC-07)."""
    _name = 'order.desk.technical.problem'
    _inherit = ['order.desk.paper']
    _description = "Technical Problem"
    _order = 'settled_at desc, id'

    # === FIELDS === #

    name = fields.Char("Problem", required=True)
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    confirmation_id = fields.Many2one(
        'order.desk.technical.confirmation', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True)
    reported_to_id = fields.Many2one('res.users', "Reported Back To")
    solution = fields.Text()
    settled_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    settled_at = fields.Datetime("Settled On", readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        Confirmation = self.env['order.desk.technical.confirmation']
        for vals in vals_list:
            if vals.get('confirmation_id') and not vals.get('order_id'):
                vals['order_id'] = Confirmation.browse(vals['confirmation_id']).order_id.id
        problems = super().create(vals_list)
        problems._count_open()
        for problem in problems.filtered('reported_to_id'):
            # sudo: whoever raises a problem need not write the order
            problem.order_id.sudo().activity_schedule(
                'mail.mail_activity_data_todo', user_id=problem.reported_to_id.id,
                summary=self.env._("Technical problem"), note=problem.name)
        return problems

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Technical problems are kept with their order. Settle this one instead."))

    # === ACTIONS === #

    def action_settle(self):
        """Record that the problem is settled.

        :raise UserError: without a solution
        """
        self.check_access('write')
        unsolved = self.filtered(lambda problem: not (problem.solution or '').strip())
        if unsolved:
            raise UserError(self.env._(
                "Problem \"%(problem)s\" of %(order)s: write down how it was solved.",
                problem=unsolved[0].name, order=unsolved[0].order_id.name))
        self._write_evidence({'settled_by_id': self.env.uid, 'settled_at': fields.Datetime.now()})
        self._count_open()
        return True

    # === BUSINESS METHODS === #

    def _count_open(self):
        """Keep the number of open problems as a fact on the order."""
        orders = self.order_id
        groups = self.sudo()._read_group(  # sudo: the count is the order's, whoever may read the problems
            [('order_id', 'in', orders.ids), ('settled_at', '=', False)], ['order_id'], ['__count'])
        counts = {order.id: count for order, count in groups}
        for count, same in orders.grouped(lambda order: counts.get(order.id, 0)).items():
            same._desk_write_facts({'desk_open_problems': count})
        orders._desk_mark_changed()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'settled_by_id', 'settled_at'}
