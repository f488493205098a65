"""What a disposition asks of the warehouse, by the host's own documents."""
from odoo import fields, models


class OrderDeskReturnLine(models.Model):
    _inherit = 'order.desk.return.line'

    # === FIELDS === #

    act_picking_id = fields.Many2one(
        'stock.picking', "Moved With", readonly=True, copy=False, index='btree_not_null', ondelete='set null',
        help="The transfer that takes the goods where the disposition sends them.")
    scrap_id = fields.Many2one('stock.scrap', readonly=True, copy=False, ondelete='set null')

    # === BUSINESS METHODS === #

    def _carry_out(self):
        """Start what the dispositions ask for (sudo): transfers, scrap, new shipments.

        Transfers are left to the warehouse. Where no location is set up the goods stay where they are.
        """
        self.filtered(lambda line: line.action == 'scrap' and line.quantity_received)._scrap()
        ways = {}
        for line in self.filtered(lambda line: line.quantity_received and line.action in (
                'restock', 'rework', 'repair', 'supplier')):
            source, target = line._get_goods_location(), line._get_target_location()
            if target and target != source:
                ways[line.return_id, line.action, source, target, line._get_supplier()] = (
                    ways.get((line.return_id, line.action, source, target, line._get_supplier()), self.browse()) | line)
        for (_case, _action, source, target, supplier), lines in ways.items():
            lines._move(source, target, supplier)
        self._reship_where_asked()

    def _scrap(self):
        """Scrap what came back; where the stock does not have it the scrap order waits as a draft."""
        for line in self:
            scrap = self.env['stock.scrap'].create({
                'product_id': line.product_id.id, 'scrap_qty': line.quantity_received, 'product_uom_id': line.uom_id.id,
                'lot_id': line.lot_id.id, 'location_id': line._get_goods_location().id, 'origin': line.return_id.name,
                'company_id': line.company_id.id})
            line._write_evidence({'scrap_id': scrap.id})
            scrap.action_validate()

    def _move(self, source, target, supplier):
        """Make one transfer of these goods, to be validated by the warehouse."""
        case = self.return_id
        warehouse = self.env['stock.warehouse'].search([('company_id', '=', case.company_id.id)], limit=1)
        picking_type = warehouse.out_type_id if supplier else warehouse.int_type_id
        picking = self.env['stock.picking'].create({
            'picking_type_id': picking_type.id, 'location_id': source.id, 'location_dest_id': target.id,
            'partner_id': supplier.id, 'origin': case.name, 'company_id': case.company_id.id,
            'move_ids': [fields.Command.create({
                'product_id': line.product_id.id, 'product_uom_qty': line.quantity_received,
                'product_uom': line.uom_id.id, 'location_id': source.id, 'location_dest_id': target.id,
                'company_id': case.company_id.id, 'restrict_partner_id': False,
            }) for line in self],
        })
        picking.action_confirm()
        picking.action_assign()
        self._write_evidence({'act_picking_id': picking.id})

    # === HELPERS === #

    def _get_goods_location(self):
        """Return where the goods are now: where their return, and what the host moved on from it, put them."""
        self.ensure_one()
        move = self.return_move_id
        while after := move.move_dest_ids.filtered(lambda other: other.state == 'done')[:1]:
            move = after
        return move.location_dest_id

    def _get_target_location(self):
        """Return where the disposition sends the goods, nothing where they stay."""
        self.ensure_one()
        company, waiting = self.company_id, self.company_id.desk_return_location_id
        if self.action == 'supplier':
            supplier = self._get_supplier()
            return supplier.with_company(company).property_stock_supplier if supplier else waiting.browse()
        if self.action in ('rework', 'repair'):
            return company.desk_rework_location_id
        if waiting and self._get_goods_location() == waiting:
            warehouse = self.return_move_id.picking_type_id.warehouse_id or self.order_id.warehouse_id
            return warehouse.lot_stock_id
        return waiting.browse()

    def _get_supplier(self):
        """Return the supplier to whom the goods go back: the one held responsible, else the product's first."""
        self.ensure_one()
        if self.action != 'supplier':
            return self.env['res.partner']
        named = self.responsible_partner_id if self.responsible == 'supplier' else self.env['res.partner']
        sellers = self.product_id.seller_ids.filtered(lambda seller: seller.company_id in (
            self.company_id, self.env['res.company']))
        return named or sellers[:1].partner_id

    # === HOOKS === #

    def _get_product_fields(self):
        return super()._get_product_fields() | {'act_picking_id', 'scrap_id'}
