from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import Clearance

RUNNING_STATES = ('progress', 'to_close')
BEGUN = ('confirmed', *RUNNING_STATES, 'done')


class MrpProduction(models.Model):
    """Manufacturing orders wait for the release of the sales orders they serve (PRD-01)."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_on_hold = fields.Boolean(
        "On Hold", copy=False, index='btree_not_null',
        help="The sales order lost its release, its deposit for example: this order is not to be started.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS mrp: born running, past action_confirm
        productions = super().create(vals_list)
        preset = self.env.context.get('default_state')
        if any(vals.get('state', preset) in BEGUN for vals in vals_list):
            productions._desk_ensure_released(BEGUN)
        return productions

    def write(self, vals):
        # EXTENDS mrp: a state written directly goes past action_confirm
        if vals.get('state') not in (None, False, 'draft', 'cancel'):
            self._desk_ensure_released()
        return super().write(vals)

    # === ACTIONS === #

    def action_confirm(self):
        # EXTENDS mrp: before any component is procured
        self._desk_ensure_released()
        return super().action_confirm()

    def action_start(self):
        # EXTENDS mrp
        self._desk_ensure_not_on_hold()
        return super().action_start()

    def button_mark_done(self):
        # EXTENDS mrp
        self._desk_ensure_released()
        self._desk_ensure_not_on_hold()
        return super().button_mark_done()

    # === BUSINESS METHODS === #

    def _desk_ensure_released(self, states=('draft',)):
        """Stop drafts, or those in ``states``, that serve an order which is not released.

        :raise UserError: naming each manufacturing order and the order it waits for
        """
        waiting = self._desk_get_waiting(set(states))
        if waiting:
            raise UserError("\n".join(
                self.env._(
                    "%(production)s waits for the release of %(orders)s. "
                    "Open the sales order to see what is missing.",
                    production=production.display_name, orders=", ".join(orders.mapped('name')))
                for production, orders in waiting.items()))

    def _desk_ensure_not_on_hold(self):
        """Stop what was not started when its sales order lost its release.

        :raise UserError: naming the manufacturing orders
        """
        held = self.filtered('desk_on_hold')
        if held:
            raise UserError(self.env._(
                "%(productions)s is on hold: the deposit of its sales order is missing again. "
                "It can start when the money is back or the missing deposit is waived.",
                productions=", ".join(held.mapped('display_name'))))

    def _desk_get_waiting(self, states=frozenset({'draft'})):
        """Return the drafts, or those in ``states``, that may not be confirmed, with the orders they wait for.

        :rtype: dict[mrp.production, sale.order]
        """
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if not enabled or isinstance(self.env.context.get('desk_launch'), Clearance):
            return {}
        drafts = self.filtered(lambda production: production.state in states and production.company_id.id in enabled)
        if not drafts:
            return {}
        found = {}
        for production, orders in drafts._desk_get_sale_orders().items():
            waiting = orders.filtered(lambda order: order.desk_enrolled and not order._desk_may_produce())
            if waiting:
                found[production] = waiting
        return found

    def _desk_get_sale_orders(self):
        """Return the sales orders that each manufacturing order serves; set-based.

        By the host's own links, those of a parent order, or the source document a person typed.

        :rtype: dict[mrp.production, sale.order]
        """
        # sudo: a workshop user need not read sales orders
        productions = self.sudo()
        linked = {
            production: production.sale_line_id.order_id | production.reference_ids.sale_ids
            for production in productions
        }
        loose = productions.filtered(lambda production: not linked[production])
        for production in loose:
            parents = production.production_group_id.parent_ids.production_ids
            linked[production] = parents.sale_line_id.order_id | parents.reference_ids.sale_ids
        named = loose.filtered(lambda production: production.origin and not linked[production]
                               and not production.orderpoint_id)
        if named:
            by_name = {}
            # sudo: a workshop user need not read sales orders
            for order in self.env['sale.order'].sudo().search([
                    ('name', 'in', list(set(named.mapped('origin')))), ('company_id', 'in', named.company_id.ids)]):
                by_name[order.company_id, order.name] = order
            for production in named:
                linked[production] = by_name.get((production.company_id, production.origin), linked[production])
        return {production.with_env(self.env): orders for production, orders in linked.items()}

    # === HOOKS === #

    def _split_productions(self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False):
        # EXTENDS mrp: the parts of what is on hold are on hold
        held = self.filtered('desk_on_hold').production_group_id
        # The host makes the parts in the state of the whole, which began with leave or is on hold.
        splitting = self.with_context(desk_launch=Clearance('release', ()))
        parts = super(MrpProduction, splitting)._split_productions(
            amounts, cancel_remaining_qty, set_consumed_qty).with_env(self.env)
        loose = parts.filtered(lambda part: part.production_group_id in held and not part.desk_on_hold)
        if loose:
            loose._desk_write_facts({'desk_on_hold': True})
        return parts

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_on_hold'}
