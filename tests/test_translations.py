"""Everything a person reads has its Chinese."""
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged

from .test_requirements import load_tool

PAPERS = Path(__file__).resolve().parents[1] / 'docs' / 'papers.md'
GUIDE = PAPERS.with_name('users_zh.md')


@tagged('post_install', '-at_install')
class TestTranslations(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tool = load_tool('i18n')
        cls.terms = {entry.msgid: entry for entry in cls.tool.export_terms(cls.env)}
        cls.catalog = polib.pofile(str(cls.tool.CATALOG))

    def _list(self, found, rule):
        if found:
            self.fail(f"{rule} (tools/i18n.py --help tells how):\n" + "\n".join(sorted(found)))

    def test_every_term_is_translated(self):
        """Every term of the addon has a translation that fits: placeholders, tags, and not the source itself."""
        self.assertGreater(len(self.terms), 200)
        translations = self.tool.read_catalog()
        self._list([
            f"{source!r} {problem}"
            for source in self.terms
            for problem in self.tool.problems(source, translations.get(source))
        ], "Terms without a proper translation")

    def test_nothing_is_fuzzy_or_left_over(self):
        """The catalogue holds the addon's terms and nothing else, none of them fuzzy."""
        self._list([repr(entry.msgid) for entry in self.catalog if entry.fuzzy], "Fuzzy translations")
        self._list(
            [repr(entry.msgid) for entry in self.catalog if entry.msgid not in self.terms], "Terms that are gone")

    def test_template_is_up_to_date(self):
        """The template names each term with the places it is used in, as an export finds them today."""
        template = {entry.msgid: entry for entry in polib.pofile(str(self.tool.TEMPLATE))}
        self._list([
            repr(source) for source, entry in self.terms.items()
            if source not in template or set(template[source].occurrences) != set(entry.occurrences)
        ], "Terms that the template does not place rightly")
        self.assertEqual(template.keys() - self.terms.keys(), set())

    def test_papers_carry_their_titles(self):
        """Every report is in docs/papers.md, and its printed title has the Chinese name of the paper."""
        rows = re.findall(r'^\|.*\| `(order_desk\.\w+)` \| (.*?) \| (.*?) \|$', PAPERS.read_text(), re.MULTILINE)
        ids = self.env['ir.model.data'].search([('module', '=', 'order_desk'), ('model', '=', 'ir.actions.report')])
        self.assertEqual({xmlid for xmlid, _title, _chinese in rows}, set(ids.mapped('complete_name')))
        translations = self.tool.read_catalog()
        for xmlid, title, chinese in rows:
            with self.subTest(xmlid):
                self.assertEqual(translations.get(title), chinese)
                places = {place for place, _line in self.terms[title].occurrences}
                # Periodic reports share one page, which prints the name of the duty.
                printed = ('model_terms:ir.ui.view,arch_db:', 'model:order.desk.report.definition,name:')
                self.assertTrue(any(place.startswith(printed) for place in places))

    def test_guide_names_what_is_on_the_screen(self):
        """Menus and buttons that the Chinese guide names in corner brackets are called so."""
        named = set(re.findall('\u300c(.+?)\u300d', GUIDE.read_text()))
        self.assertGreater(len(named), 10)
        self._list(named - set(self.tool.read_catalog().values()), "Not on the screen under these names")

    def test_bad_translations_are_found(self):
        """The rules bite."""
        problems = self.tool.problems
        self.assertIn("has no translation", list(problems("Gate", "")))
        self.assertTrue(any("placeholders" in problem for problem in problems("%(n)s days", "%(m)s x")))
        self.assertTrue(any("tags" in problem for problem in problems("a <b>c</b>", "a c")))
        self.assertIn("is translated by itself", list(problems("Gate", "Gate")))
        self.assertEqual(list(problems("PDF", "PDF")), [])

    def test_the_same_terms_give_the_same_bytes(self):
        """Writing the catalogue again changes nothing: no dates, a fixed order."""
        self.assertFalse([name for name in self.catalog.metadata if 'Date' in name])
        self.assertTrue(self.tool.render(reversed(self.catalog), self.tool.CATALOG) == self.tool.CATALOG.read_text())
