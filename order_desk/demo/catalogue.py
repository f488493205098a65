import base64

from odoo import api, models
from odoo.fields import Command

# Bought parts: code, name, price, in stock.
PARTS = [
    ('CAST-S', "Casting, small", 85.0, 400),
    ('CAST-M', "Casting, medium", 160.0, 260),
    ('CAST-L', "Casting, large", 420.0, 40),
    ('IMP-BZ', "Bronze impeller", 95.0, 300),
    ('IMP-SS', "Stainless impeller", 180.0, 120),
    ('SEAL-M', "Mechanical seal", 60.0, 500),
    ('SHAFT', "Shaft, machined", 75.0, 350),
    ('MOT-2', "Motor 2.2 kW", 520.0, 90),
    ('MOT-11', "Motor 11 kW", 1850.0, 24),
    ('PANEL', "Control panel", 640.0, 15),
]
# Pumps: code, name, list price, specification, material, parts, days to make.
PUMPS = [
    ('CP-50', "Centrifugal pump CP-50", 1980, "50 mm, 12 m3/h", "Cast iron", 'CAST-S IMP-BZ SEAL-M SHAFT MOT-2', 5),
    ('CP-80', "Centrifugal pump CP-80", 3150, "80 mm, 50 m3/h", "Cast iron", 'CAST-M IMP-BZ SEAL-M SHAFT MOT-2', 6),
    ('CP-150', "Centrifugal pump CP-150", 7900, "150 mm, 200 m3/h", "Cast iron",
     'CAST-L IMP-BZ SEAL-M SHAFT MOT-11', 9),
    ('CPS-50', "Stainless centrifugal pump CPS-50", 3450, "50 mm, 12 m3/h", "Stainless steel 316",
     'CAST-S IMP-SS SEAL-M SHAFT MOT-2', 8),
    ('CPS-80', "Stainless centrifugal pump CPS-80", 5200, "80 mm, 50 m3/h", "Stainless steel 316",
     'CAST-M IMP-SS SEAL-M SHAFT MOT-2', 8),
    ('SP-20', "Submersible pump SP-20", 1650, "20 m head", "Cast iron", 'CAST-S IMP-BZ SEAL-M SHAFT MOT-2', 5),
    ('SP-40', "Submersible pump SP-40", 2400, "40 m head", "Cast iron", 'CAST-M IMP-BZ SEAL-M SHAFT MOT-2', 6),
    ('SP-80', "Submersible pump SP-80", 6900, "80 m head", "Cast iron", 'CAST-L IMP-SS SEAL-M SHAFT MOT-11', 10),
    ('GP-8', "Gear pump GP-8", 1250, "8 l/min", "Grey iron", 'CAST-S SEAL-M SHAFT', 4),
    ('GP-16', "Gear pump GP-16", 1590, "16 l/min", "Grey iron", 'CAST-S SEAL-M SHAFT', 4),
    ('GP-32', "Gear pump GP-32", 2180, "32 l/min", "Grey iron", 'CAST-M SEAL-M SHAFT', 5),
    ('DP-15', "Diaphragm pump DP-15", 2750, "15 l/min", "Polypropylene", 'CAST-S SEAL-M', 5),
    ('DP-40', "Diaphragm pump DP-40", 4300, "40 l/min", "Polypropylene", 'CAST-M SEAL-M', 6),
    ('VP-25', "Vacuum pump VP-25", 3980, "25 m3/h", "Cast iron", 'CAST-M IMP-BZ SEAL-M SHAFT MOT-2', 7),
    ('VP-100', "Vacuum pump VP-100", 9800, "100 m3/h", "Cast iron", 'CAST-L IMP-BZ SEAL-M SHAFT MOT-11', 12),
    ('FP-100', "Fire pump FP-100", 11800, "100 m3/h, 9 bar", "Cast iron",
     'CAST-L IMP-BZ SEAL-M SHAFT MOT-11 PANEL', 14),
    ('BP-30', "Booster set BP-30", 8600, "30 m3/h", "Stainless steel 304",
     'CAST-M IMP-SS SEAL-M SHAFT MOT-2 PANEL', 10),
    ('HP-200', "High-pressure pump HP-200", 5600, "200 bar", "Forged steel", 'CAST-M SEAL-M SHAFT MOT-2', 8),
    ('MP-5', "Metering pump MP-5", 2950, "5 l/h", "PVDF", 'CAST-S SEAL-M SHAFT', 6),
    ('SLP-65', "Slurry pump SLP-65", 6400, "65 mm", "High-chrome iron", 'CAST-L SEAL-M SHAFT MOT-11', 11),
]


class OrderDeskDemo(models.AbstractModel):
    """Goods of the demo company: twenty pumps with bills of materials and drawings, made to order."""
    _inherit = 'order.desk.demo'

    @api.model
    def _make_catalogue(self, company):
        category = self.env['product.category'].create({'name': "Pumps"})
        routes = self.env.ref('stock.route_warehouse0_mto') | self.env.ref('mrp.route_warehouse0_manufacture')
        routes.active = True
        parts = self._make_parts(company)
        pumps = self.env['product.product'].create([{
            'name': name, 'default_code': code, 'type': 'consu', 'is_storable': True, 'categ_id': category.id,
            'list_price': price, 'standard_price': round(price * 0.62, 2), 'desk_floor_price': round(price * 0.72, 2),
            'desk_specification': specification, 'desk_material': material, 'desk_brand': "Jiangnan",
            'route_ids': [Command.set(routes.ids)], 'company_id': company.id, 'taxes_id': [Command.clear()],
            'supplier_taxes_id': [Command.clear()], 'sale_delay': days,
        } for code, name, price, specification, material, _parts, days in PUMPS])
        self.env['ir.model.data']._update_xmlids([
            {'xml_id': 'order_desk.demo_product_' + pump.default_code.lower().replace('-', '_'), 'record': pump,
             'noupdate': True} for pump in pumps])
        self.env['mrp.bom'].create([{
            'product_tmpl_id': pump.product_tmpl_id.id, 'company_id': company.id, 'produce_delay': row[6],
            'bom_line_ids': [
                Command.create({'product_id': parts[code].id, 'product_qty': 4 if code == 'SEAL-M' else 1})
                for code in row[5].split()],
        } for pump, row in zip(pumps, PUMPS, strict=True)])
        self._as('quality', self.env['order.desk.product.standard']).create({
            'name': "Pumps leaving the works", 'version': "Q/JN 03-2026", 'company_id': company.id,
            'categ_ids': [Command.set(category.ids)],
            'point_ids': [
                Command.create({
                    'name': "Tightness under pressure", 'kind': 'measure', 'lower': 6.0, 'upper': 16.0, 'unit': "bar",
                    'method': "Water, ten minutes"}),
                Command.create({'name': "Runs without noise"}),
            ],
        })
        drawings = self._as('engineer', self.env['order.desk.drawing']).create([{
            'name': f"JN-{pump.default_code}", 'revision': 'A', 'product_id': pump.id, 'company_id': company.id,
            'file': base64.b64encode(self._draw(pump)), 'file_name': f"JN-{pump.default_code}-A.svg",
        } for pump in pumps])
        drawings.action_release()

    @api.model
    def _make_parts(self, company):
        parts = self.env['product.product'].create([{
            'name': name, 'default_code': code, 'type': 'consu', 'is_storable': True, 'sale_ok': False,
            'standard_price': price, 'list_price': price, 'company_id': company.id,
            'taxes_id': [Command.clear()], 'supplier_taxes_id': [Command.clear()],
        } for code, name, price, _stock in PARTS])
        warehouse = self.env['stock.warehouse'].search([('company_id', '=', company.id)], limit=1)
        for part, (_code, _name, _price, stock) in zip(parts, PARTS, strict=True):
            self.env['stock.quant']._update_available_quantity(part, warehouse.lot_stock_id, stock)
        return {part.default_code: part for part in parts}

    @api.model
    def _draw(self, pump):
        """Return a drawing of a pump: a casing, a shaft and a title block."""
        return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 297" font-family="sans-serif">
<rect x="5" y="5" width="410" height="287" fill="none" stroke="black"/>
<circle cx="150" cy="140" r="70" fill="none" stroke="black"/>
<circle cx="150" cy="140" r="22" fill="none" stroke="black"/>
<rect x="220" y="125" width="110" height="30" fill="none" stroke="black"/>
<line x1="60" y1="140" x2="350" y2="140" stroke="black" stroke-dasharray="12 4 2 4"/>
<rect x="255" y="250" width="160" height="42" fill="none" stroke="black"/>
<text x="262" y="266" font-size="10">JN-{pump.default_code} rev. A</text>
<text x="262" y="282" font-size="10">{pump.desk_specification}, {pump.desk_material}</text>
</svg>""".encode()
