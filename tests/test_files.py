"""Rules of the files as a whole: what is listed, what is named, who has access."""
import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, TransactionCase, tagged

from .test_structure import ADDON, ROOT, python_files, short

CHINESE = re.compile('[\u3000-\u303f\u3400-\u9fff\uff01-\uff0f\uff1a-\uff20]')
CHINESE_FOLDERS = ('i18n', 'docs', 'demo')
URL_HOSTS = {
    '127.0.0.1', 'localhost', 'github.com', 'www.gnu.org', 'fsf.org', 'www.odoo.com', 'example.com', 'www.example.com',
    'www.w3.org',
}
NO_HOST = re.compile(r'\.(?:test|example|invalid|localhost|example\.(?:com|net|org))$')  # reserved: they name nobody
MACHINE_PATH = re.compile('/' + r'(?:work|root|home/\w+|Users/\w+)/')


def tracked_files():
    """Return the text files of the repository; without git, those of the folders it consists of."""
    listing = subprocess.run(['git', 'ls-files'], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        paths = [ROOT / name for name in listing.stdout.splitlines()]
    else:
        folders = ('order_desk', 'tests', 'tools', 'docs', 'benchmarks', 'requirements', '.ci')
        paths = [path for folder in folders for path in (ROOT / folder).rglob('*')] + list(ROOT.glob('*.*'))
    paths = [path for path in paths if path.is_file() and '__pycache__' not in path.parts]
    return [path for path in paths if path.suffix not in ('.png', '.jpg', '.xlsx', '.pdf', '.pyc', '.ico')]


@tagged('post_install', '-at_install')
class TestFiles(BaseCase):

    def assertNothing(self, found, rule):
        if found:
            self.fail(rule + ":\n" + "\n".join(found))

    def test_no_machine_is_named(self):
        """Tracked files name no folder of a machine and no host beyond the well-known."""
        found = []
        for path in tracked_files():
            for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1):
                hosts = set(re.findall(r'https?://([\w.-]+\w)', line)) - URL_HOSTS
                hosts = {host for host in hosts if not NO_HOST.search(host)}
                if MACHINE_PATH.search(line):
                    found.append(f"{short(path)}:{number}: {line.strip()[:100]}")
                elif hosts and path.name != Path(__file__).name:
                    found.append(f"{short(path)}:{number} names {', '.join(sorted(hosts))}")
        self.assertNothing(found, "Tracked files name a machine")

    def test_chinese_stands_in_its_place(self):
        """Code and templates are English; Chinese comes from the translation."""
        found = [
            f"{short(path)}:{number}: {line.strip()[:60]}"
            for path in tracked_files()
            if not set(CHINESE_FOLDERS).intersection(path.relative_to(ROOT).parts)
            for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1)
            if CHINESE.search(line)
        ]
        self.assertNothing(found, f"Chinese outside {', '.join(CHINESE_FOLDERS)}")

    def test_links_lead_somewhere(self):
        """Pages and pictures that the documents link to are there, and README shows its two pictures."""
        found, linked = [], set()
        for path in [*ROOT.glob('*.md'), *(ROOT / 'docs').glob('*.md')]:
            for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)|src="([^":]+)"', path.read_text()):
                target = path.parent / (target[0] or target[1])
                linked.add(target.name)
                if not target.exists():
                    found.append(f"{short(path)} links to {short(target)}")
        self.assertNothing(found, "Links that lead nowhere")
        self.assertLessEqual({'order.png', 'my_desk.png', 'administrators.md'}, linked)

    def test_lists_of_files_are_whole(self):
        """Every data file is in the manifest once, and every module is imported once."""
        manifest = ast.literal_eval((ADDON / '__manifest__.py').read_text())
        listed = Counter([*manifest['data'], *manifest.get('demo', ())])
        there = {
            path.relative_to(ADDON).as_posix()
            for pattern in ('*.xml', '*.csv') for path in ADDON.rglob(pattern)
            if 'static' not in path.parts
        }
        found = [f"{name} is listed {count} times" for name, count in listed.items() if count > 1]
        found += [f"{name} is not in the manifest" for name in sorted(there - set(listed))]
        found += [f"{name} is in the manifest and nowhere else" for name in sorted(set(listed) - there)]
        sources = "\n".join(path.read_text() for path in python_files('order_desk'))
        for path in sorted(ADDON.rglob('__init__.py')):
            imported = Counter(re.findall(r'^from \. import (\w+)', path.read_text(), re.MULTILINE))
            found += [f"{short(path)} imports {name} twice" for name, count in imported.items() if count > 1]
            modules = {file.stem for file in path.parent.glob('*.py')} - {'__init__', '__manifest__'}
            found += [
                f"{short(path)} does not import {name}" for name in sorted(modules - set(imported))
                if not re.search(rf'^from \.[\w.]*\b{name} import', sources, re.MULTILINE)
            ]
        self.assertNothing(found, "Lists of files")

    def test_records_are_defined_once(self):
        """No field of a record is set in two places: the second would silently change the first."""
        places = {}
        for path in sorted(ADDON.rglob('*.xml')):
            if 'static' in path.parts:
                continue
            for node in etree.parse(str(path)).iter('record', 'template', 'menuitem'):
                for field in [child.get('name') for child in node.iter('field')] if node.tag == 'record' else ['']:
                    places.setdefault((node.get('id'), field), set()).add(short(path))
        found = [
            f"{name} {field}: {', '.join(sorted(files))}"
            for (name, field), files in places.items() if name and len(files) > 1
        ]
        self.assertNothing(found, "Records defined twice")

    def test_settings_show_their_words(self):
        """The host drops a text that stands straight inside <setting>: it stands in a div, or is the help."""
        found = []
        for path in sorted((ADDON / 'views').rglob('*.xml')):
            for setting in etree.parse(str(path)).iter('setting'):
                texts = [setting.text, *(child.tail for child in setting)]
                found += [f"{short(path)}: {text.strip()}" for text in texts if text and text.strip()]
        self.assertNothing(found, "Texts of settings that nobody sees")


@tagged('post_install', '-at_install')
class TestAccessStructure(TransactionCase):

    def _own_models(self):
        return [model for name, model in self.env.items() if name.startswith('order.desk.') and not model._abstract]

    def test_every_model_has_access_lines(self):
        """A model without access lines can be used by the superuser only."""
        access = set(self.env['ir.model.access'].search([]).model_id.mapped('model'))
        self.assertEqual([model._name for model in self._own_models() if model._name not in access], [])

    def test_every_company_is_kept_apart(self):
        """Every model with a company has a record rule about it that holds for everybody."""
        rules = self.env['ir.rule'].search([('domain_force', 'like', 'company_id'), ('groups', '=', False)])
        ruled = set(rules.model_id.mapped('model'))
        models = [model for model in self._own_models() if 'company_id' in model._fields and not model._transient]
        self.assertTrue(models)
        self.assertEqual([model._name for model in models if model._name not in ruled], [])
