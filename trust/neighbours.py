"""The addon beside many of the host's other applications: installed without a complaint, its gates hold as ever."""
from pathlib import Path

from .host import run_tests
from .odoo_process import load

ROOT = Path(__file__).resolve().parent.parent

MODULES = (
    'account_debit_note', 'account_edi_ubl_cii', 'base_automation', 'crm', 'delivery_stock_picking_batch', 'event_sale',
    'gamification_sale_crm', 'hr_attendance', 'hr_holidays', 'l10n_cn', 'maintenance', 'mass_mailing_sale',
    'mrp_landed_costs', 'mrp_product_expiry', 'mrp_repair', 'mrp_subcontracting', 'mrp_subcontracting_dropshipping',
    'partner_autocomplete', 'payment_demo', 'point_of_sale', 'pos_mrp', 'pos_sale', 'product_email_template',
    'product_expiry', 'project', 'project_mrp', 'purchase_product_matrix', 'purchase_repair', 'purchase_requisition',
    'repair', 'sale_crm', 'sale_edi_ubl', 'sale_expense', 'sale_loyalty', 'sale_loyalty_delivery', 'sale_margin',
    'sale_mrp_margin', 'sale_pdf_quote_builder', 'sale_product_matrix', 'sale_project', 'sale_project_stock',
    'sale_purchase_stock', 'sale_stock_margin', 'sale_stock_product_expiry', 'sale_timesheet', 'snailmail_account',
    'sms', 'spreadsheet_dashboard_sale', 'spreadsheet_dashboard_stock_account', 'stock_dropshipping', 'stock_fleet',
    'stock_landed_costs', 'stock_maintenance', 'stock_picking_batch', 'stock_sms', 'survey', 'website_sale',
    'website_sale_collect', 'website_sale_mrp', 'website_sale_stock',
)
# What must hold whoever else extends the same documents.
TESTS = (
    'test_hard_cases.py', 'test_hard_decisions.py', 'test_hard_money.py', 'test_hard_orders.py', 'test_whole_route.py',
    'shipping/test_ship_gate.py', 'shipping/test_ship_gate_batch.py', 'shipping/test_ship_gate_goods.py',
    'shipping/test_ship_gate_routes.py', 'orders/test_change_request.py', 'returns/test_return_hard_cases.py',
)


def run(host, environ, rest):
    """Return the table as text, and whether nothing was complained of and no test failed."""
    with host.database(environ['DESK_TEMPLATE_HOST'], 'trust_neighbours') as name:
        ended = load(environ, name, '-i', ','.join((*MODULES, 'order_desk')), '--without-demo=True')
        outcomes = {}
        if not ended.code:
            with host.environment(name) as env:
                installed = env['ir.module.module'].search([('state', '=', 'installed')])
                missing = set(MODULES) - set(installed.mapped('name'))
            outcomes = run_tests('tests', [ROOT / 'tests' / path for path in TESTS], name, environ, rest, ROOT)
    if ended.code:
        return f"## Beside other applications\n\nInstalling failed:\n\n{ended.trouble[-3:]}", False
    failed = sorted(test for test, outcome in outcomes.items() if outcome in ('failure', 'error'))
    skipped = sum(outcome == 'skipped' for outcome in outcomes.values())
    lines = [
        "## Beside other applications", "",
        f"{len(installed)} modules in one database, among them {', '.join(MODULES)}.", "",
        "| what | found |", "|---|---|",
        f"| modules of the list that this Odoo does not have | {', '.join(sorted(missing)) or 'none'} |",
        f"| warnings and errors while installing all of them with order_desk | {len(ended.trouble)} |",
        f"| tests of gates, routes, money, changes and returns | {len(outcomes)}: {len(failed)} failed, {skipped} "
        "skipped |",
        *(f"\n* {line}" for line in (*ended.trouble, *failed))]
    return '\n'.join(lines), bool(outcomes) and not (ended.trouble or failed)
