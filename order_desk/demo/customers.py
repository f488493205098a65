from datetime import timedelta

from odoo import api, fields, models

# key, name, street, city, zip, country, class, taker, telephone, language, deposit in percent
CUSTOMERS = [
    ('nanjing', "Nanjing Water Group", "12 Zhongshan Road", "Nanjing", "210000", 'cn', 'a', 'clerk', 'zh_CN', 0),
    ('yangtze', "Yangtze Shipyard", "500 Changxing Island", "Shanghai", "201913", 'cn', 'a', 'clerk', 'en_US', 0),
    ('green', "Greenfield Irrigation", "27 Xixi Road", "Hangzhou", "310013", 'cn', 'b', 'clerk', 'en_US', 0),
    ('harbour', "Ningbo Harbour Chemicals", "6 Beilun Port Road", "Ningbo",
     "315800", 'cn', 'b', 'supervisor', 'zh_CN', 0),
    ('tools', "Wuxi Small Tools Trading", "3 Renmin Street", "Wuxi", "214000", 'cn', 'c', 'clerk', 'en_US', 0),
    ('textile', "Suzhou Textile Machinery", "91 Loujiang Road", "Suzhou", "215000", 'cn', 'c', 'clerk', 'en_US', 30),
    ('marine', "Qingdao Marine Services", "18 Port Road", "Qingdao", "266000", 'cn', 'b', 'supervisor', 'en_US', 50),
    ('rhein', "Rheinpumpen GmbH", "Hafenstrasse 7", "Duisburg", "47119", 'de', 'a', 'clerk', 'en_US', 0),
    ('atelier', "Atelier Hydraulique SARL", "4 quai du Port", "Marseille", "13002", 'fr', 'b', 'clerk', 'en_US', 20),
    ('pacific', "Pacific Flow Inc.", "1200 Harbor Blvd", "Oakland", "94607", 'us', 'c', 'supervisor', 'en_US', 30),
    ('energy', "Chengdu New Energy", "66 Tianfu Avenue", "Chengdu", "610000", 'cn', False, False, 'en_US', 0),
    ('flower', "Kunming Flower Farms", "9 Dounan Road", "Kunming", "650000", 'cn', 'c', 'clerk', 'en_US', 0),
]
# New customers: not in the archive yet, or not reviewed.
UNREGISTERED = ('energy',)
UNREVIEWED = ('energy', 'flower')


class OrderDeskDemo(models.AbstractModel):
    """Customers of the demo company: classes A, B and C, deposits, Europe, overseas, and two new ones."""
    _inherit = 'order.desk.demo'

    @api.model
    def _make_customers(self):
        for key, name, street, city, code, country, grade, taker, lang, deposit in CUSTOMERS:
            partner = self.env['res.partner'].create({
                'name': name, 'is_company': True, 'street': street, 'city': city, 'zip': code,
                'country_id': self.env.ref(f'base.{country}').id, 'lang': lang,
                'phone': f"+86 25 8{len(name):03d} 4{len(street):03d}", 'email': f"purchasing@{key}.example.com",
                'user_id': self._get_user('seller').id,
                'desk_order_taker_id': self._get_user(taker).id if taker else False,
                'desk_deposit_percent': deposit,
            })
            self.env['ir.model.data']._update_xmlids(
                [{'xml_id': f'order_desk.demo_customer_{key}', 'record': partner, 'noupdate': True}])
            self.env['res.partner'].create({
                'name': f"Purchasing of {name}", 'parent_id': partner.id, 'type': 'contact', 'lang': lang,
                'email': f"buyer@{key}.example.com", 'function': "Buyer"})
            if grade:
                self._as('supervisor', partner).desk_class = grade
            if key not in UNREGISTERED:
                self._as('clerk', partner).action_desk_register()
            if key not in UNREVIEWED:
                self._as('finance', partner).action_desk_review_credit('good')
        self._as('planner', self._get_customer('nanjing') | self._get_customer('yangtze')
                 | self._get_customer('green') | self._get_customer('rhein')).action_desk_assign_code()
        self._make_papers()
        self._make_price_lists()

    @api.model
    def _make_papers(self):
        """File contracts and licences: some long, one about to expire."""
        contract = self.env.ref('order_desk.paper_kind_contract')
        licence = self.env.ref('order_desk.paper_kind_licence')
        today = fields.Date.today()
        rows = [('nanjing', contract, 400), ('yangtze', contract, 250), ('rhein', contract, 150),
                ('harbour', licence, 20), ('marine', licence, 600), ('textile', licence, 90)]
        for number, (key, kind, days) in enumerate(rows, start=1):
            self._as('clerk', self.env['order.desk.customer.paper']).create({
                'partner_id': self._get_customer(key).id, 'kind_id': kind.id, 'number': f"JN-2026-{number:02d}",
                'valid_from': today - timedelta(days=300), 'valid_until': today + timedelta(days=days),
                'attachment_ids': self._file('clerk', f"{kind.name}.pdf", kind.name).ids,
            })

    @api.model
    def _make_price_lists(self):
        """Price Europe in euro, overseas in dollar, and the ship yard by its own contract."""
        company = self.env.company
        for key, name, currency, percent in (
                ('rhein', "Europe", 'base.EUR', -8.0), ('atelier', "Europe", 'base.EUR', -8.0),
                ('pacific', "Overseas", 'base.USD', -5.0), ('yangtze', "Contract Yangtze 2026", 'base.CNY', 6.0)):
            pricelist = self.env['product.pricelist'].search(
                [('name', '=', name), ('company_id', '=', company.id)], limit=1)
            if not pricelist:
                pricelist = self.env['product.pricelist'].create({
                    'name': name, 'company_id': company.id, 'currency_id': self.env.ref(currency).id,
                    'item_ids': [fields.Command.create({
                        'applied_on': '3_global', 'compute_price': 'formula', 'base': 'list_price',
                        'price_discount': percent})]})
            partner = self._get_customer(key)
            partner.with_company(company).property_product_pricelist = pricelist
            if name.startswith("Contract"):
                partner.with_company(company).desk_contract_pricelist_id = pricelist

    @api.model
    def _get_customer(self, key):
        return self.env.ref(f'order_desk.demo_customer_{key}')
