from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core.own_defaults import own_defaults
from ..core.scheduled import work_through

FOREVER = '9999-12-31'


class OrderDeskCustomerPaper(models.Model):
    """A paper of a customer with the days on which it is valid: contract, licence, authorisation."""
    _name = 'order.desk.customer.paper'
    _description = "Customer Paper"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'valid_until, id'
    _rec_name = 'number'

    # === FIELDS === #

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict', tracking=True)
    kind_id = fields.Many2one(
        'order.desk.customer.paper.kind', required=True, index=True, ondelete='restrict', tracking=True)
    number = fields.Char(tracking=True)
    valid_from = fields.Date(tracking=True)
    valid_until = fields.Date(tracking=True, help="Last day on which the paper is valid. Empty: it does not expire.")
    attachment_ids = fields.Many2many('ir.attachment', string="Files")
    company_id = fields.Many2one('res.company', index=True, help="Empty: valid for every company.")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [('future', "Not yet valid"), ('valid', "Valid"), ('expiring', "Expires soon"), ('expired', "Expired")],
        compute='_compute_state')
    reminded_on = fields.Date(readonly=True, copy=False)

    # === CONSTRAINTS === #

    @api.constrains('valid_from', 'valid_until')
    def _check_dates(self):
        for paper in self:
            if paper.valid_from and paper.valid_until and paper.valid_until < paper.valid_from:
                raise ValidationError(self.env._(
                    "%(kind)s %(number)s of %(customer)s ends before it begins.",
                    kind=paper.kind_id.name, number=paper.number or '', customer=paper.partner_id.display_name))

    # === COMPUTE METHODS === #

    @api.depends('kind_id', 'number')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for paper in self:
            paper.display_name = " ".join(filter(None, (paper.kind_id.name, paper.number)))

    @api.depends('valid_from', 'valid_until')
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for paper in self:
            days = (paper.company_id or self.env.company).desk_paper_reminder_days
            if paper.valid_from and paper.valid_from > today:
                paper.state = 'future'
            elif not paper.valid_until or paper.valid_until > today + timedelta(days=days):
                paper.state = 'valid'
            else:
                paper.state = 'expiring' if paper.valid_until >= today else 'expired'

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # That somebody was reminded is not preset by a caller's context.
        return own_defaults(self, super().default_get(fields), {'reminded_on'})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_not_reminded(vals)
        partners = self.env['res.partner'].browse([vals['partner_id'] for vals in vals_list if vals.get('partner_id')])
        for vals in vals_list:
            if vals.get('partner_id'):
                partner = self.env['res.partner'].browse(vals['partner_id']).with_prefetch(partners.ids)
                vals['partner_id'] = partner.commercial_partner_id.id
        papers = super().create(vals_list)
        papers._keep_files()
        papers.partner_id._desk_sync_papers()
        return papers

    def write(self, vals):
        self._ensure_not_reminded(vals)
        partners = self.partner_id
        if 'valid_until' in vals:
            vals = {**vals, 'reminded_on': False}
        result = super().write(vals)
        if 'attachment_ids' in vals:
            self._keep_files()
        if not {'partner_id', 'kind_id', 'valid_from', 'valid_until', 'active', 'company_id'}.isdisjoint(vals):
            (partners | self.partner_id)._desk_sync_papers()
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        partners._desk_sync_papers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        for paper in self:
            if paper.attachment_ids:
                raise UserError(self.env._(
                    "%(paper)s of %(customer)s has files, which are kept in the archive. Archive it instead.",
                    paper=paper.display_name, customer=paper.partner_id.display_name))

    # === BUSINESS METHODS === #

    @api.model
    def _cron_remind(self):
        """Ask the order takers to renew the papers that expire soon, once per paper and end date.

        Days before expiry: ``desk_paper_reminder_days`` of the company, calendar days.
        """
        today = fields.Date.context_today(self)
        companies = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        longest = max(companies.mapped('desk_paper_reminder_days'), default=0)
        papers = self.search([
            ('valid_until', '!=', False), ('valid_until', '<=', today + timedelta(days=longest)),
            ('reminded_on', '=', False), ('company_id', 'in', [*companies.ids, False]),
        ]) if companies else self.browse()
        # A paper of no company is every company's: the first one that uses the desk reminds of it.
        due = papers.filtered(lambda paper: paper.valid_until <= today + timedelta(
            days=(paper.company_id or companies[0]).desk_paper_reminder_days))
        work_through(self.env, due, lambda batch: batch._remind(today))

    def _remind(self, today):
        """Ask the order takers, each in his language, to renew these papers."""
        for paper in self:
            keeper = paper._get_keeper()
            told = paper.with_context(lang=keeper.lang or self.env.lang)
            paper.activity_schedule(
                'mail.mail_activity_data_todo', date_deadline=max(paper.valid_until, today), user_id=keeper.id,
                summary=told.env._(
                    "%(paper)s of %(customer)s expires on %(date)s",
                    paper=told.display_name, customer=paper.partner_id.display_name,
                    date=fields.Date.to_string(paper.valid_until)))
        self.write({'reminded_on': today})

    # === HELPERS === #

    def _ensure_not_reminded(self, vals):
        if (vals.get('reminded_on') or (self and 'reminded_on' in vals)) and not self.env.su:
            raise AccessError(self.env._("That a paper was reminded of is recorded by the reminder."))

    def _get_keeper(self):
        """Return who renews the paper: order taker, salesperson, else an order supervisor."""
        self.ensure_one()
        partner = self.partner_id
        supervisors = self.env.ref('order_desk.group_order_supervisor').user_ids
        known = (partner.desk_order_taker_id | partner.user_id).filtered('active')
        return (known | supervisors)[:1] or self.env.user

    def _keep_files(self):
        for paper in self:
            paper.attachment_ids.check_access('read')
            # sudo: a file uploaded before the paper was saved is readable by its author only
            paper.attachment_ids.sudo().filtered(lambda file: not file.res_id).write(
                {'res_model': self._name, 'res_id': paper.id})
