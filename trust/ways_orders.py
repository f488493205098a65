"""Ways to a confirmed order, and to an order that is produced or ended: past the desk."""
import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.sale.controllers.portal import CustomerPortal

from .people import OUTSIDERS, SYSTEM
from .ways import import_rows, run_list_actions, way

DOT = base64.b64encode(base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='))
MONEY = (SYSTEM, *OUTSIDERS)


# === INTO AN ORDER: CREATE, IMPORT, SAVE === #

def _get_lines(order):
    return [
        {'product_id': line.product_id.id, 'product_uom_qty': line.product_uom_qty, 'price_unit': line.price_unit}
        for line in order.sudo().order_line if line.product_id]


def _get_values(order):
    return {
        'partner_id': order.sudo().partner_id.id,
        'order_line': [Command.create(values) for values in _get_lines(order)]}


@way('sale.order', 'create, confirmed', 'quotation')
def create_confirmed(trial):
    trial.env['sale.order'].create([{**_get_values(trial.documents[0]), 'state': 'sale'}])


@way('sale.order', 'create, confirmed by a preset', 'quotation')
def create_preset(trial):
    trial.env['sale.order'].with_context(default_state='sale').create([_get_values(trial.documents[0])])


@way('sale.order', 'create, confirmed, as what is not under the desk', 'quotation')
def create_outside(trial):
    trial.env['sale.order'].create([{**_get_values(trial.documents[0]), 'state': 'sale', 'desk_enrolled': False}])


@way('sale.order', 'copy, confirmed', 'quotation')
def copy_confirmed(trial):
    trial.documents[0].copy({'state': 'sale'})


@way('sale.order', 'import, confirmed', 'quotation')
def import_confirmed(trial):
    line, = _get_lines(trial.documents[0])[:1]
    columns = ['partner_id/.id', 'state', *(f'order_line/{name}' for name in ('product_id/.id', *list(line)[1:]))]
    row = [str(trial.documents[0].sudo().partner_id.id), 'sale', *map(str, line.values())]
    return import_rows(trial.env['sale.order'], columns, row)


@way('sale.order', 'import over a quotation', 'quotation')
def import_over(trial):
    rows = [[str(order.id), 'sale'] for order in trial.documents]
    return import_rows(trial.env['sale.order'], ['.id', 'state'], *rows)


@way('sale.order', 'write the state of several', 'quotation')
def write_several(trial):
    trial.documents.write({'state': 'sale'})


@way('sale.order', 'confirm several', 'quotation')
def confirm_several(trial):
    trial.documents.action_confirm()


@way('sale.order', 'save in the browser', 'quotation')
def save(trial):
    trial.documents[0].web_save({'state': 'sale'}, {'state': {}})


@way('sale.order', 'actions of the list', 'quotation', leads=False)
def list_orders(trial):
    run_list_actions(trial.env, trial.documents)


# === THE CUSTOMER: SIGN, PAY, DECLINE === #

@contextmanager
def _visit(env):
    """Have the pages of the portal called as by a browser; no server listens."""
    with patch.object(HttpCase, 'http_port', classmethod(lambda cls: None)), MockRequest(env):
        yield


def _prepare(trial, **requires):
    """Have the customer asked to sign or pay, and return the quotation with its token."""
    order = trial.documents[0].sudo()
    order.write({'require_signature': False, 'require_payment': False, 'prepayment_percent': 1.0,
                 'validity_date': False, **requires})
    order._portal_ensure_token()
    return order


def _sign(trial, order, token):
    with _visit(trial.env):
        return CustomerPortal().portal_quote_accept(
            order.id, access_token=token, name="Li", signature=DOT.decode())


@way('sale.order', 'portal: sign', 'quotation')
def sign(trial):
    order = _prepare(trial, require_signature=True)
    _sign(trial, order, order.access_token)


@way('sale.order', 'portal: sign with a wrong token', 'quotation', OUTSIDERS)
def sign_blind(trial):
    order = _prepare(trial, require_signature=True)
    _sign(trial, order, 'x' * 36)
    signed = order.signature and not _is_own(trial, order)
    return ["a visitor signed without the token"] if signed else []


def _is_own(trial, order):
    """Tell whether the order is one of the visitor's own, or there is no visitor."""
    return trial.env.user.partner_id.commercial_partner_id == order.partner_id.commercial_partner_id


@way('sale.order', 'portal: decline with a wrong token', 'quotation', OUTSIDERS)
def decline_blind(trial):
    order = _prepare(trial, require_signature=True)
    with _visit(trial.env):
        CustomerPortal().portal_quote_decline(order.id, access_token='x' * 36, decline_message="No")
    declined = order.state == 'cancel' and not _is_own(trial, order)
    return ["a visitor declined without the token"] if declined else []


@way('sale.order', 'portal: decline what is confirmed', 'held', leads=False)
def decline_confirmed(trial):
    order = _prepare(trial, require_signature=True)
    with _visit(trial.env):
        CustomerPortal().portal_quote_decline(order.id, access_token=order.access_token, decline_message="No")


@way('sale.order', 'what portal and mass cancel call', 'held', (SYSTEM,))
def cancel_directly(trial):
    trial.documents[0]._action_cancel()


@way('sale.order', 'mass cancel', 'held')
def mass_cancel(trial):
    wizard = trial.env['sale.mass.cancel.orders'].with_context(active_ids=trial.documents.ids).create({})
    wizard.action_mass_cancel()


def _pay(trial, order, state):
    """Have the provider report a payment; what the visitor's page or the scheduled action does with it."""
    house = order.env
    provider = house['payment.provider'].search([
        ('code', '=', 'custom'), ('company_id', '=', order.company_id.id)], limit=1)
    journal = house['account.journal'].search([
        ('type', '=', 'bank'), ('company_id', '=', order.company_id.id)], limit=1)
    provider.write({'state': 'test', 'journal_id': journal.id})
    house['account.payment.method.line'].create({
        'name': "Trust", 'journal_id': journal.id, 'payment_provider_id': provider.id,
        'payment_method_id': house.ref('account.account_payment_method_manual_in').id})
    payment = trial.env['payment.transaction'].sudo().create({
        'provider_id': provider.id, 'payment_method_id': house.ref('payment.payment_method_unknown').id,
        'amount': order.amount_total, 'currency_id': order.currency_id.id, 'partner_id': order.partner_id.id,
        'reference': f'trust {order.name}', 'sale_order_ids': [Command.set(order.ids)]})
    payment._update_state(('draft',), state, None)
    payment._post_process()


@way('payment.transaction', 'payment done', 'quotation', MONEY)
def pay_done(trial):
    _pay(trial, _prepare(trial, require_payment=True), 'done')


@way('payment.transaction', 'sign, then pay, invoices made by themselves', 'quotation', MONEY)
def sign_and_pay(trial):
    order = _prepare(trial, require_signature=True, require_payment=True)
    order.env['ir.config_parameter'].set_param('sale.automatic_invoice', 'True')
    _sign(trial, order, order.access_token)
    _pay(trial, order, 'done')
