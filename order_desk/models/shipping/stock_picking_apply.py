from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arguments import ensure_records
from ..core.roles import ensure_role
from .shipping_application import APPLICANTS


class StockPicking(models.Model):
    """Applying for shipping: one notice for each transfer, so each partial shipment has its own (SHP-01)."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_apply_shipping(self):
        """Write the shipping applications of these transfers, filled in from order, transfer and contact.

        A transfer that has one keeps it; what changed since is taken over, and the second review is
        due again for it. Side effects: the gates of the orders are evaluated.

        :raise AccessError: for others than the order desk and the shipper
        :raise UserError: naming every transfer and contact whose data do not allow it, and the remedy
        :return: window action on the applications
        """
        ensure_records(self)
        ensure_role(self.env, *APPLICANTS)
        self.check_access('read')
        pickings = self.sudo()  # sudo: the notice rests on order and contact, which the shipper need not read
        pickings._desk_ensure_applicable()
        with self.env['sale.order']._desk_batch():
            fresh = pickings.filtered(lambda picking: not picking.desk_application_id)
            applications = self.env['order.desk.shipping.application'].sudo().create(  # sudo: as above
                [picking._desk_prepare_application() for picking in fresh])
            for picking, application in zip(fresh, applications, strict=True):
                data = picking.desk_application_data or {}
                picking._desk_write_facts({
                    'desk_application_id': application.id,
                    'desk_application_data': {**data, 'basis': picking._desk_get_application_basis()}})
            for picking in pickings - fresh:
                picking._desk_take_over()
        return self.action_desk_open_application()

    def action_desk_open_application(self):
        """Open the shipping applications of these transfers."""
        return self.desk_application_id._get_records_action(name=self.env._("Shipping Application"))

    # === BUSINESS METHODS === #

    def _desk_take_over(self):
        """Bring an existing application up to date with what changed since; the rest of it stays as written."""
        self.ensure_one()
        changed = self._desk_get_changed_items()
        if not changed:
            return
        fresh = self._desk_prepare_application()
        vals = {name: fresh[name] for name in changed if name in ('address', 'receiver', 'contact', 'conditions')}
        if 'address' in changed:
            vals['address_id'] = fresh['address_id']
        if 'goods' in changed:
            vals['line_ids'] = [fields.Command.clear(), *fresh['line_ids']]
        vals.update(applied_by_id=self.env.uid, applied_on=fields.Datetime.now())
        data = self.desk_application_data or {}
        self._desk_write_facts({
            'desk_application_data': {**data, 'basis': self._desk_get_application_basis()}})
        self.desk_application_id._mark_unreviewed()
        self.desk_application_id.write(vals)

    def _desk_prepare_application(self):
        """Return the values of an application as order, transfer and contact state them."""
        self.ensure_one()
        place = self._desk_get_delivery_place()
        firm = place.commercial_partner_id
        address = [line.strip() for line in place._display_address(without_company=True).splitlines()]
        return {
            'picking_id': self.id,
            'order_id': self._desk_order().id,
            'address_id': place.id,
            'address': "\n".join(filter(None, address)),
            'receiver': place.name if place == firm or not place.name else (
                f"{place.name} ({firm.name})" if firm.name else place.name) or firm.name,
            'contact': ", ".join(filter(None, (place.phone or firm.phone, place.email or firm.email))),
            'conditions': self._desk_get_conditions_text(),
            'applied_by_id': self.env.uid,
            'applied_on': fields.Datetime.now(),
            'is_afterwards': self.state == 'done',
            'line_ids': [fields.Command.create(vals) for vals in self._desk_prepare_application_lines()],
        }

    def _desk_prepare_application_lines(self):
        """Return one dict for each product and unit: the demand, or what left on an emergency release."""
        lines = {}
        for move in self._desk_get_shipping_moves():
            quantity = move.quantity if self.state == 'done' else move.product_uom_qty
            if quantity:
                key = (move.product_id, move.product_uom)
                lines[key] = lines.get(key, 0.0) + quantity
        return [
            {'product_id': product.id, 'uom_id': unit.id, 'quantity': quantity}
            for (product, unit), quantity in lines.items()]

    def _desk_get_conditions_text(self):
        """Return the shipping conditions of the orders as lines of text."""
        self.ensure_one()
        lines = [self.env._("Carrier: %(carrier)s", carrier=self.carrier_id.name)] if self.carrier_id else []
        orders = self._desk_get_orders()
        for order in orders:
            parts = [
                (self.env._("Incoterm"), " ".join(filter(None, (order.incoterm.name, order.incoterm_location)))),
                (self.env._("Payment terms"), order.payment_term_id.name),
                (self.env._("Transport"), order.desk_transport),
                (self.env._("Packing"), order.desk_packing),
                (self.env._("Special requirements"), order.desk_special_requirements),
            ]
            texts = [self.env._("%(label)s: %(value)s", label=label, value=value) for label, value in parts if value]
            if len(orders) > 1 and texts:
                lines.append(order.name)
            lines += texts
        return "\n".join(lines)

    # === HELPERS === #

    def _desk_ensure_applicable(self):
        """Stop an application for transfers whose data do not allow one.

        :raise UserError: naming every transfer, what is wrong with it and where to mend it
        """
        problems = [problem for picking in self for problem in picking._desk_get_application_problems()]
        if problems:
            raise UserError("\n".join(problems))

    def _desk_get_application_problems(self):
        self.ensure_one()
        name = self.display_name
        if self.state == 'cancel':
            return [self.env._("%(transfer)s is cancelled: there is nothing to ship.", transfer=name)]
        if not self._desk_get_enrolled():
            return [self.env._(
                "%(transfer)s brings no goods of an order of the order desk to a customer: it needs no application.",
                transfer=name)]
        if self.state == 'done' and not self.desk_paper_owed:
            return [self.env._("%(transfer)s has been shipped already.", transfer=name)]
        problems = []
        if not self._desk_get_goods_to_ship():
            problems.append(self.env._(
                "%(transfer)s has no goods to ship: enter quantities on it first.", transfer=name))
        for move in self._desk_get_shipping_moves().filtered(lambda move: move.product_uom_qty < 0):
            problems.append(self.env._(
                "%(transfer)s: the quantity of %(product)s is below zero. Correct it on the transfer.",
                transfer=name, product=move.product_id.display_name))
        return problems + self._desk_get_address_problems()

    def _desk_get_address_problems(self):
        place = self._desk_get_delivery_place()
        if not place:
            return [self.env._(
                "%(transfer)s names nobody who receives the goods: enter the delivery address on it.",
                transfer=self.display_name)]
        firm = place.commercial_partner_id
        missing = [label for label, value in (
            (self.env._("street"), place.street), (self.env._("town"), place.city),
            (self.env._("name"), place.name or firm.name),
            (self.env._("telephone or e-mail"), place.phone or place.email or firm.phone or firm.email),
        ) if not value]
        if not missing:
            return []
        return [self.env._(
            "%(transfer)s: the delivery address %(address)s lacks %(missing)s. Complete the contact, "
            "or name another address on the transfer.",
            transfer=self.display_name, address=place.display_name, missing=", ".join(missing))]
