"""The demo company: a maker of pumps whose orders went through the product's own actions.

Loaded with demo data only. Nothing is written behind the back of the gates: every paper,
signature, invoice and payment is the act of the person whose role it is.
"""
import base64
import logging
from datetime import timedelta

from odoo import api, fields, models

from ..models.orders.promise_days import local_day

_logger = logging.getLogger(__name__)

# A page with one line: enough for a scan that came by fax.
PDF = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 297]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length %d>>stream
%s
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


class OrderDeskDemo(models.AbstractModel):
    """Builds the demo company; see the files beside this one for its goods, customers and orders."""
    _name = 'order.desk.demo'
    _description = "Demo Company of the Order Desk"

    # === BUSINESS METHODS === #

    @api.model
    def _build(self):
        """Fill the demo company; does nothing when it has orders already."""
        company = self.env.ref('order_desk.demo_company')
        if self.env['sale.order'].search_count([('company_id', '=', company.id)], limit=1):
            return
        last_mail = self.env['mail.mail'].search([], order='id desc', limit=1).id
        demo = self.with_company(company).with_context(
            allowed_company_ids=company.ids, lang='en_US', tz='Asia/Shanghai')
        demo._open_books(company)
        demo._set_up_company(company)
        demo._open_warehouse(company)
        demo._make_catalogue(company)
        demo._make_customers()
        company.desk_enabled = True
        demo._tell_stories()
        demo._agree_rebates()
        demo._change_orders()
        demo._hear_customers()
        demo._work_in_production()
        demo._hear_of_shipments()
        demo._settle_accounts()
        # Nobody is written to: the demo customers do not exist.
        self.env['mail.mail'].search([('id', '>', last_mail or 0)]).unlink()

    @api.model
    def _open_books(self, company):
        """Give the company a chart of accounts, a bank and the currencies its customers pay in."""
        self.env['account.chart.template']._load('generic_coa', company, install_demo=False)
        # The general chart speaks of dollars. Prices of the demo are net: papers stay readable.
        company.write({
            'currency_id': self.env.ref('base.CNY').id, 'account_fiscal_country_id': company.country_id.id,
            'account_sale_tax_id': False, 'account_purchase_tax_id': False})
        for name, rate in (('base.EUR', 0.128), ('base.USD', 0.139)):
            currency = self.env.ref(name)
            currency.active = True
            self.env['res.currency.rate'].create({
                'currency_id': currency.id, 'company_id': company.id, 'name': '2024-01-01', 'rate': rate})

    @api.model
    def _set_up_company(self, company):
        self._activate_language()
        company.write({'desk_default_tolerance': 2.0, 'desk_pad_normal': 2, 'desk_pad_urgent': 0})
        company.partner_id.tz = 'Asia/Shanghai'
        company.desk_sales_manager_id = self._get_user('sellermanager')
        self.env['crm.team'].create({
            'name': "Pump Sales", 'company_id': company.id, 'user_id': self._get_user('sellermanager').id,
            'member_ids': [fields.Command.set(self._get_user('seller').ids)]})

    @api.model
    def _open_warehouse(self, company):
        # While modules are installed the host makes none by itself.
        if not self.env['stock.warehouse'].search_count([('company_id', '=', company.id)], limit=1):
            self.env['stock.warehouse'].create({'name': "Wuxi", 'code': 'WX', 'company_id': company.id})

    @api.model
    def _activate_language(self):
        """Have Chinese, in which two of the customers are written to."""
        lang = self.env['res.lang'].with_context(active_test=False).search([('code', '=', 'zh_CN')])
        if not lang.active:
            self.env['base.language.install'].create({'lang_ids': lang.ids, 'overwrite': False}).lang_install()
        if self.env.ref('base.module_order_desk').state != 'installed':
            # Its own terms come last of all in an installation; what the story writes is to be Chinese as well.
            self.env['ir.module.module']._load_module_terms(['order_desk'], ['zh_CN'])

    # === HELPERS === #

    @api.model
    def _get_user(self, login):
        return self.env.ref(f'order_desk.demo_user_{login}')

    @api.model
    def _as(self, login, record):
        """Return ``record`` in the hands of the person with this login, with no more than his rights."""
        company = self.env.ref('order_desk.demo_company')
        user = self._get_user(login)
        context = {'lang': user.lang or 'en_US', 'tz': user.tz, 'allowed_company_ids': company.ids}
        return record.with_env(self.env(user=user, su=False, context=context))

    @api.model
    def _file(self, login, name, text):
        """Return a small PDF that the person uploaded."""
        stream = b"BT /F 18 Tf 40 200 Td (%s) Tj ET" % text.encode('ascii', 'replace')
        return self._as(login, self.env['ir.attachment']).create({
            'name': name, 'datas': base64.b64encode(PDF % (len(stream), stream)), 'mimetype': 'application/pdf'})

    @api.model
    def _today(self):
        """Return the company's day: late in the evening it is not the server's."""
        return fields.Date.context_today(self)

    @api.model
    def _day(self, days):
        return self._today() + timedelta(days=days)

    @api.model
    def _moment(self, days):
        """Return a moment of a working day, so many working days from now, before now if negative."""
        return self.env.company.resource_calendar_id.plan_days(
            days + 1 if days >= 0 else days - 1, fields.Datetime.now(), compute_leaves=True)

    @api.model
    def _working_day(self, days):
        return local_day(self._moment(days), self.env.company)

    @api.model
    def _get_order(self, number):
        return self.env.ref(f'order_desk.demo_order_{number:02d}')

    @api.model
    def _get_productions(self, order):
        return self.env['mrp.production'].search([('reference_ids.sale_ids', 'in', order.ids)])
