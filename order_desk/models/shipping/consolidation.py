from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.roles import ensure_role
from .shipping_advice import SHIPPER


class OrderDeskConsolidation(models.Model):
    """Open shipments to one destination that could go together (TRN-01)."""
    _name = 'order.desk.consolidation'
    _description = "Consolidation Proposal"
    _auto = False
    _order = 'shipments desc, first_date, id'
    _rec_name = 'partner_id'

    # === FIELDS === #

    partner_id = fields.Many2one('res.partner', string="Destination", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    country_id = fields.Many2one('res.country', readonly=True)
    city = fields.Char(readonly=True)
    shipments = fields.Integer(readonly=True)
    trips_saved = fields.Integer(readonly=True, help="Trips fewer than if each shipment went alone.")
    carriers = fields.Integer(readonly=True, help="Different carriers that are planned for them.")
    weight = fields.Float(digits='Stock Weight', readonly=True)
    first_date = fields.Datetime("First Scheduled", readonly=True)
    last_date = fields.Datetime("Last Scheduled", readonly=True)
    deadline = fields.Datetime("Earliest Deadline", readonly=True)
    picking_ids = fields.Many2many('stock.picking', string="Transfers", compute='_compute_picking_ids')

    # === COMPUTE METHODS === #

    def _compute_picking_ids(self):
        rows = dict(self.env.execute_query(SQL(
            "SELECT id, pickings FROM (%s) proposal WHERE id = ANY(%s)", self._table_query, self.ids)))
        for proposal in self:
            proposal.picking_ids = rows.get(proposal.id, [])

    # === ACTIONS === #

    def action_open(self):
        """Show the transfers of this proposal."""
        self.ensure_one()
        return self.picking_ids._get_records_action(name=self.env._("Shipments to One Destination"))

    def action_ship_together(self):
        """Plan the shipments of each proposal for one day: the last one scheduled, but none after its deadline.

        Side effects: the scheduled date and the number of the common shipment on the transfers.

        :raise AccessError: for others than shipping clerks
        :raise UserError: when the shipments have gone meanwhile
        """
        ensure_role(self.env, SHIPPER)
        for proposal in self:
            pickings = proposal.picking_ids
            if len(pickings) < 2:
                raise UserError(self.env._("These shipments have left meanwhile: open the list again."))
            date = min(proposal.last_date, proposal.deadline or proposal.last_date)
            pickings.write({
                'scheduled_date': max(date, fields.Datetime.now()),
                # sudo: the number is drawn for every role that may plan
                'desk_consolidation': self.env['ir.sequence'].sudo().next_by_code(self._name),
            })
        return True

    # === HELPERS === #

    @property
    def _table_query(self):
        # Another contact at the same address is the same destination; without an address the contact is.
        return SQL("""
            SELECT MIN(p.id) AS id, MIN(p.partner_id) AS partner_id, p.company_id, MIN(a.country_id) AS country_id,
                   MIN(a.city) AS city, COUNT(*) AS shipments, COUNT(*) - 1 AS trips_saved,
                   COUNT(DISTINCT p.carrier_id) AS carriers, SUM(COALESCE(p.shipping_weight, 0)) AS weight,
                   MIN(p.scheduled_date) AS first_date, MAX(p.scheduled_date) AS last_date,
                   MIN(p.date_deadline) AS deadline, ARRAY_AGG(p.id) AS pickings
              FROM stock_picking p
              JOIN res_partner a ON a.id = p.partner_id
             WHERE p.state IN ('waiting', 'confirmed', 'assigned')
               AND EXISTS (
                   SELECT 1 FROM stock_move m
                     JOIN stock_location l ON l.id = m.location_dest_id AND l.usage = 'customer'
                     JOIN sale_order_line s ON s.id = m.sale_line_id
                     JOIN sale_order o ON o.id = s.order_id AND o.desk_enrolled
                    WHERE m.picking_id = p.id AND m.state NOT IN ('done', 'cancel'))
          GROUP BY p.company_id,
                   CASE WHEN COALESCE(a.street, '') = '' OR COALESCE(a.city, a.zip, '') = '' THEN p.partner_id::text
                        ELSE CONCAT_WS('|', a.country_id, LOWER(a.zip), LOWER(a.city), LOWER(a.street)) END
            HAVING COUNT(*) > 1
        """)


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_consolidation = fields.Char(
        "Common Shipment", copy=False, help="Transfers with the same number go together to one destination.")
