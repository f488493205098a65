"""Goods go to the customer once more: exchanged, repaired, or what was missing (RET-05)."""
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.own_defaults import own_defaults
from ..core.roles import ensure_role
from .disposition import RESHIPPING
from .return_case import CLERK, SERVICE, SHIPPING

# Goods that came back and go out again when they are ready.
BACK_AGAIN = ('repair', 'as_is')
RESHIPPED = 'desk_reship_line_id'


class OrderDeskReturnLine(models.Model):
    _inherit = 'order.desk.return.line'

    # === FIELDS === #

    reship_move_ids = fields.One2many('stock.move', 'desk_reship_line_id', string="Shipped Again", readonly=True)

    # === BUSINESS METHODS === #

    def _reship_where_asked(self):
        """Start the new shipment of goods that are exchanged or missing (sudo)."""
        self.filtered(lambda line: line.action in RESHIPPING)._reship()

    def _reship(self):
        """Procure these goods for the customer as the host's exchange does; its gates hold the new transfer (sudo).

        What was shipped again already, by the host's own exchange, is not shipped twice.
        """
        procurements = []
        for line in self.filtered('sale_line_id'):
            quantity = line.uom_id.round(line._get_accepted() - line._get_reshipped())
            if line.uom_id.compare(quantity, 0.0) <= 0:
                continue
            sale_line = line.sale_line_id
            values = {
                **sale_line._prepare_procurement_values(), 'desk_reship_line_id': line.id,
                'date_planned': fields.Datetime.now(), 'date_deadline': False}
            procurements.append(self.env['stock.rule'].Procurement(
                line.product_id, quantity, line.uom_id, sale_line._get_location_final(),
                line.product_id.display_name, line.return_id.name, line.company_id, values))
        if procurements:
            self.env['stock.rule'].run(procurements)

    def _get_reshipped(self):
        """Return what left, or is to leave, again, in the unit of the line."""
        self.ensure_one()
        moves = self.reship_move_ids.filtered(lambda move: move.state != 'cancel' and move._desk_is_leaving())
        return sum(move.product_uom._compute_quantity(
            move.quantity if move.state == 'done' else move.product_uom_qty, self.uom_id) for move in moves)

    def _is_to_reship(self):
        """Tell whether the customer still waits for goods of this line (sudo)."""
        self.ensure_one()
        waits = self.action in RESHIPPING or (self.action in BACK_AGAIN and self.quantity_received)
        if not waits or not self.sale_line_id:
            return False
        moves = self.reship_move_ids.filtered(lambda move: move.state == 'done' and move._desk_is_leaving())
        gone = sum(move.product_uom._compute_quantity(move.quantity, self.uom_id) for move in moves)
        return self.uom_id.compare(gone, self._get_accepted()) < 0


class OrderDeskReturn(models.Model):
    _inherit = 'order.desk.return'

    # === FIELDS === #

    reship_picking_ids = fields.Many2many(
        'stock.picking', string="New Shipments", compute='_compute_reship_picking_ids')
    reship_picking_count = fields.Integer(compute='_compute_reship_picking_ids')
    can_ship_back = fields.Boolean(compute='_compute_can_ship_back')

    # === COMPUTE METHODS === #

    @api.depends('line_ids.reship_move_ids.picking_id')
    def _compute_reship_picking_ids(self):
        for case in self:
            # sudo: where the goods are is no secret to whoever reads the case
            case.reship_picking_ids = case.sudo().line_ids.reship_move_ids.filtered(
                lambda move: move.location_id.usage != 'customer').picking_id
            case.reship_picking_count = len(case.reship_picking_ids)

    @api.depends('state', 'line_ids.disposition_id', 'line_ids.reship_move_ids')
    def _compute_can_ship_back(self):
        for case in self:
            # sudo: where the goods are is no secret to whoever reads the case
            lines = case.sudo().line_ids.filtered(lambda line: line.action in BACK_AGAIN and line.quantity_received)
            case.can_ship_back = case.state == 'inspected' and any(
                line.uom_id.compare(line._get_reshipped(), line.quantity_received) < 0 for line in lines)

    # === ACTIONS === #

    def action_ship_back(self):
        """Ship repaired goods, or goods that the customer keeps at a lower price, back to him.

        :raise AccessError: for others than order desk, service and shipping
        :raise UserError: when nothing is to be shipped back
        """
        ensure_role(self.env, CLERK, SERVICE, SHIPPING)
        self.check_access('read')
        for case in self:
            if not case.can_ship_back:
                raise UserError(self.env._("%(case)s: nothing is to be shipped back.", case=case.name))
        # sudo: the desk asks for the shipment, whoever works in the warehouse
        self.sudo().line_ids.filtered(lambda line: line.action in BACK_AGAIN and line.quantity_received)._reship()
        return True

    def action_open_reshipments(self):
        """Open the transfers with which goods leave once more."""
        self.ensure_one()
        return self.reship_picking_ids._get_records_action(name=self.env._("New Shipments"))

    # === BUSINESS METHODS === #

    def _adopt_reshipment(self, moves):
        """Take the moves of the host's own exchange for the new shipment of these cases (sudo)."""
        # sudo: the caller moves goods and need not write cases
        for move in moves.sudo():
            line = self.line_ids.filtered(lambda line, move=move: (
                line.sale_line_id == move.sale_line_id and line.product_id == move.product_id))[:1]
            if line:
                move.desk_reship_line_id = line


class StockMove(models.Model):
    """A move that takes goods to the customer once more knows why."""
    _inherit = 'stock.move'

    # === FIELDS === #

    # Copied on purpose: the legs that the host adds on the way belong to the same new shipment.
    desk_reship_line_id = fields.Many2one(
        'order.desk.return.line', "Instead Of", readonly=True, index='btree_not_null', ondelete='set null',
        help="The returned or missing goods for which these are shipped.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS stock: what is shipped free of charge is not preset
        return own_defaults(self, super().default_get(fields), {RESHIPPED})

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        marked = [vals for vals in vals_list if vals.get(RESHIPPED)]
        if marked and not self.env.su:
            self._desk_ensure_split(marked)
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS stock: goods shipped for others are not charged, and are charged again without the mark
        if RESHIPPED in vals and not self.env.su:
            raise AccessError(self.env._("A return marks the shipments that replace its goods."))
        return super().write(vals)

    @api.model
    def _desk_ensure_split(self, vals_list):
        """Stop marked moves that do not come from a marked one, as those of a backorder do.

        :raise AccessError: as said
        """
        # sudo: whoever splits a transfer need not read the sales order
        moves = self.sudo().search([(RESHIPPED, 'in', [vals[RESHIPPED] for vals in vals_list])])
        known = {(move[RESHIPPED].id, move.sale_line_id.id) for move in moves}
        if any((vals[RESHIPPED], vals.get('sale_line_id') or False) not in known for vals in vals_list):
            raise AccessError(self.env._("A return marks the shipments that replace its goods."))

    # === BUSINESS METHODS === #

    def _action_done(self, cancel_backorder=False):
        # EXTENDS order_desk: with the new shipment gone a case may be settled
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if self.env['res.company']._desk_get_enabled_ids():
            # sudo: whoever moves goods need not write cases
            done.sudo().desk_reship_line_id.return_id._settle_where_done()
        return done

    # === HELPERS === #

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS stock: what is shipped again stays apart from what is still to be shipped
        return [*super()._prepare_merge_moves_distinct_fields(), 'desk_reship_line_id']


class StockRule(models.Model):
    _inherit = 'stock.rule'

    # === HELPERS === #

    def _get_custom_move_fields(self):
        # EXTENDS stock
        return [*super()._get_custom_move_fields(), 'desk_reship_line_id']


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HELPERS === #

    def _get_outgoing_incoming_moves(self, strict=True):
        # EXTENDS sale_stock: a supplementary shipment replaces what was charged already, and is not charged again
        outgoing, incoming = super()._get_outgoing_incoming_moves(strict=strict)
        free = (outgoing | incoming).filtered(
            # sudo: whoever ships or invoices need not read returns
            lambda move: move.desk_reship_line_id and move.sudo().desk_reship_line_id.action == 'reship')
        return outgoing - free, incoming - free
