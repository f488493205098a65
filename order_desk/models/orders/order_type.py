from odoo import api, fields, models, tools

from .intake_points import POINTS


class OrderDeskOrderType(models.Model):
    """Which points an order of this type must state (INT-07 … INT-14)."""
    _inherit = 'order.desk.order.type'

    # === FIELDS === #

    # What the customer wants
    require_quantity = fields.Boolean("Quantity", default=True)
    require_price = fields.Boolean("Price", default=True)
    require_model = fields.Boolean("Product Model", default=True, help="The internal reference of the product.")
    require_specification = fields.Boolean("Specification")
    require_brand = fields.Boolean("Brand")
    require_material = fields.Boolean("Material")
    require_quality_standard = fields.Boolean("Quality Standard")
    require_packing = fields.Boolean("Packing")
    require_special_requirements = fields.Boolean(
        "Special Requirements Asked", help="The customer was asked; \"none\" is an answer.")
    # Where, when and how it goes
    require_delivery_date = fields.Boolean("Delivery Date", default=True)
    require_delivery_address = fields.Boolean("Delivery Place", default=True)
    require_transport = fields.Boolean("Transport")
    require_incoterm = fields.Boolean("Incoterm")
    # Who orders and pays
    require_document = fields.Boolean("Customer's Own Document", default=True)
    require_contact = fields.Boolean("Contact Details", default=True, help="Telephone or e-mail of the customer.")
    require_customer_ref = fields.Boolean("Customer's Order Number")
    require_payment_terms = fields.Boolean("Payment Settlement")
    require_payment_method = fields.Boolean("Payment Method")
    # What the desk does with it
    require_scope = fields.Boolean(
        "Preliminary Review", default=True, help="Scope of business, policies, capability, validity, stock, delivery.")
    require_second_check = fields.Boolean("Second Check of the Entry", default=True)
    require_estimate = fields.Boolean("First Estimate Answered", default=True)
    require_number_confirmed = fields.Boolean("Order Number Confirmed with the Customer")

    handler_id = fields.Many2one(
        'res.users', string="Handled By",
        help="Takes the orders of this type, whoever the customer's own order taker is: internal orders, for example.")
    informed_user_ids = fields.Many2many(
        'res.users', string="Informed on Entry",
        help="Sales, logistics and others who follow an order of this type from the moment its entry was checked.")

    # === HELPERS === #

    @api.model
    @tools.ormcache('type_id')
    def _get_required_points(self, type_id):
        """Return the codes of the points that orders of this type must state.

        :param int type_id: id of the type, or False: only what every order must state
        :rtype: frozenset[str]
        """
        # sudo: whoever enters the order, the type's rules hold
        order_type = self.sudo().browse(type_id or ())
        return frozenset(
            point.code for point in POINTS
            if not point.requirement or (order_type and order_type[point.requirement])
        )


class OrderDeskChannel(models.Model):
    """What a channel means for the intake of an order (INT-05, INT-23)."""
    _inherit = 'order.desk.channel'

    # === FIELDS === #

    needs_review = fields.Boolean(
        "Reviewed by an Assistant",
        help="The order form that a salesperson filled in is reviewed by a second person.")

    # === HELPERS === #

    @api.model
    @tools.ormcache('channel_id')
    def _get_intake_flags(self, channel_id):
        """Return ``(spoken, needs review)`` of a channel without a query."""
        channel = self.sudo().browse(channel_id or ())  # sudo: a rule of the company, not of the reader
        return channel.is_oral, channel.needs_review
