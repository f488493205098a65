from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import get_members


class OrderDeskDistribution(models.Model):
    """A copy of the countersigned order in somebody's hands: sent, acknowledged, done (CSG-06, CSG-07)."""
    _name = 'order.desk.distribution'
    _description = "Order Distribution"
    _order = 'order_id desc, sequence, id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    sequence = fields.Integer(readonly=True)
    name = fields.Char("Department", required=True, readonly=True)
    kind = fields.Selection([('original', "Original"), ('copy', "Copy")], required=True, readonly=True, default='copy')
    user_id = fields.Many2one('res.users', string="Person", readonly=True, index='btree_not_null')
    group_id = fields.Many2one('res.groups', string="Role", readonly=True)
    sent_at = fields.Datetime("Copy Sent", readonly=True)
    sent_by = fields.Many2one('res.users', readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    acknowledged_by = fields.Many2one('res.users', readonly=True)
    done_at = fields.Datetime("Done", readonly=True)
    done_by = fields.Many2one('res.users', readonly=True)
    state = fields.Selection(
        [('sent', "Not acknowledged"), ('acknowledged', "Acknowledged"), ('done', "Done"), ('replaced', "Replaced")],
        required=True, readonly=True, default='sent')
    is_mine = fields.Boolean("For Me", compute='_compute_is_mine', search='_search_is_mine')

    # === CONSTRAINTS === #

    _unacknowledged_idx = models.Index("(order_id) WHERE state = 'sent'")

    # === COMPUTE METHODS === #

    @api.depends('user_id', 'group_id')
    @api.depends_context('uid')
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._get_mine_domain())
        for row in self:
            row.is_mine = row in mine

    @api.model
    def _search_is_mine(self, operator, value):
        return self._get_mine_domain() if operator == 'in' else NotImplemented

    @api.model
    def _get_mine_domain(self):
        groups = list(self.env.user._get_group_ids())
        return ['|', ('user_id', '=', self.env.uid), '&', ('user_id', '=', False), ('group_id', 'in', groups)]

    # === ACTIONS === #

    def action_desk_acknowledge(self):
        """Confirm in one's own name that the copy arrived.

        :raise AccessError: when one of the copies is somebody else's
        """
        self._ensure_recipient()
        # sudo: recipients record their act, they do not edit the list
        self.sudo().filtered(lambda row: row.state == 'sent').write({
            'state': 'acknowledged', 'acknowledged_at': fields.Datetime.now(), 'acknowledged_by': self.env.uid})
        return True

    def action_desk_done(self):
        """Report in one's own name that one's part of the order is carried out; acknowledges as well.

        :raise AccessError: when one of the copies is somebody else's
        """
        self.action_desk_acknowledge()
        # sudo: as above
        self.sudo().filtered(lambda row: row.state == 'acknowledged').write({
            'state': 'done', 'done_at': fields.Datetime.now(), 'done_by': self.env.uid})
        return True

    # === BUSINESS METHODS === #

    def _mail_recipients(self):
        """Queue one mail per recipient and language that names his copies."""
        by_user = {}
        members = self._get_role_members()
        for row in self:
            for user in row.user_id or members.get((row.group_id, row.company_id), self.env['res.users']):
                by_user.setdefault(user, self.browse())
                by_user[user] |= row
        link = f"{self[:1].get_base_url()}/odoo/action-order_desk.action_order_desk_distribution_mine" if self else ''
        letters = []
        for user, rows in by_user.items():
            rows = rows.with_context(lang=user.lang)
            names = ", ".join(rows.order_id.mapped('name')[:5])
            letters.append({
                'user': user,
                'template': 'order_desk.mail_distribution',
                'subject': rows.env._("Order copies for you: %(orders)s", orders=names),
                'values': {'rows': rows, 'link': link},
            })
        return self.env['order.desk.check']._queue_mails(letters)

    def _get_role_members(self):
        """Return ``{(role, company): users}`` of the rows addressed to a role, in one query."""
        rows = self.filtered(lambda row: not row.user_id)
        users = get_members(self.env, rows.group_id.ids, rows.company_id)
        return {
            (role, company): users.filtered(
                lambda user, role=role, company=company: role in user.all_group_ids and company in user.company_ids)
            for role in rows.group_id for company in rows.company_id
        }

    # === HELPERS === #

    def _ensure_recipient(self):
        self.check_access('read')
        foreign = self.filtered(lambda row: not row.is_mine) if not self.env.su else self.browse()
        if foreign:
            raise AccessError(self.env._(
                "Only the recipient answers for his copy: %(copies)s.",
                copies=", ".join(f"{row.order_id.name} / {row.name}" for row in foreign[:5])))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unanswered(self):
        if any(row.state != 'sent' for row in self):
            raise UserError(self.env._("A copy that was acknowledged stays on the distribution list."))
