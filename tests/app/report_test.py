"""The report as who opens it sees it, in a real browser without a network: it renders, its time slides, nothing foreign
becomes markup, nothing is asked for but the file itself."""
import json
import pathlib
import tempfile
import unittest

import browser
import machi

TOWN = pathlib.Path(machi.SOURCE, "scenarios/tsunami_town/scenario.yaml")
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
EDITS = """
edits:
  changes:
    - {edit: add_building, id: tower, name: "<b>Tower", storeys: 5, capacity: 300, cost_yen: 1e8,
       wkt: "POLYGON ((300 300, 320 300, 320 320, 300 320, 300 300))"}
"""
SHELTER = "<script>window.hacked=2</script><b>高台広場"


def colours(picture):
    return len(set(browser.pixels(picture)[2]))


@unittest.skipUnless(browser.PROGRAM, "chromium is not installed")
class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.run("synth", cls.folder / "town", "--buildings", 300, "--quiet")
        for places in (cls.folder / "town/shelters").glob("*.geojson"):
            text = places.read_text(encoding="utf-8")
            places.write_text(text.replace("高台広場", SHELTER), encoding="utf-8")
        city = cls.folder / "city.h5"
        machi.run("import", cls.folder / "town", "-o", city)
        cls.run_folder = cls.folder / "run"
        keys = {"city.file": city, "scenario.title": HOSTILE, "scenario.end_s": 2400, "evacuation.model": "density",
                "evacuation.dt_s": 0.5, "output.trajectories": 5000, "output.trajectories_every_s": 15}
        sets = [word for key, value in keys.items() for word in ("--set", f"{key}={value}")]
        cls.ran = machi.run("run", TOWN, "-o", cls.run_folder, *sets)
        cls.page = cls.run_folder / "report.html"
        proposal = cls.folder / "proposal.yaml"
        proposal.write_text(TOWN.read_text(encoding="utf-8") + EDITS, encoding="utf-8")
        cls.proposal_folder = cls.folder / "proposal"
        cls.proposal = machi.run("run", proposal, "-o", cls.proposal_folder, *sets, "--set", "output.report=false")
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.assertEqual(self.ran.returncode, 0, self.ran)
        self.browser.requests.clear()
        self.browser.complaints.clear()

    def tearDown(self):
        self.assertEqual(self.browser.complaints, [])
        strange = [url for url in self.browser.requests if not url.startswith(("file:", "about:", "data:", "blob:"))]
        self.assertEqual(strange, [])

    def map_picture(self, x=200, y=150, width=240, height=160):
        box = self.browser.value("(b => [b.x, b.y])(document.querySelector('.map').getBoundingClientRect())")
        return self.browser.picture((box[0] + x, box[1] + y, width, height))

    def test_a_run_ends_with_a_page_and_says_what_it_cost(self):
        self.assertRegex(self.ran.stderr, r"Wrote .*report\.html: [0-9.]+ MB in [0-9.]+ s")
        self.assertLess(self.page.stat().st_size, 2e6)

    def test_it_shows_the_figures_of_the_run_in_both_languages(self):
        evacuation = json.loads((self.run_folder / "kpi.json").read_text())["evacuation"]
        for language, word, *of_sheet in (("en", "Need help", "KPI sheet", "Covered within 800 m", "along streets from door to door"),
                                          ("ja", "支援が必要な人", "KPIシート", "徒歩800m圏カバー率", "出入口から道路に沿って")):
            self.assertLess(self.browser.open(self.page, f"t=99999&lang={language}"), 30)
            text = self.browser.value("document.body.innerText")
            self.assertIn(word, text)
            sheet = self.browser.value("document.getElementById('sheet').innerText")
            for word in of_sheet:
                self.assertIn(word, sheet)
            self.assertIn(f"{evacuation['safe']:,}", text)
            tile = self.browser.value("document.querySelector('.tile.safe b').textContent")
            self.assertEqual(tile.replace(",", ""), str(evacuation["safe"]))
            tiles = [self.browser.value(f"document.querySelector('.tile.{state} b').textContent").replace(",", "")
                     for state in ("waiting", "moving", "safe", "lost", "staying")]
            self.assertEqual(sum(map(int, tiles)), evacuation["agents"], tiles)
        self.browser.value("document.querySelector('nav button').click()")
        self.assertIn("Need help", self.browser.value("document.body.innerText"))

    def test_the_map_is_not_blank_and_its_time_slides(self):
        self.browser.open(self.page, "t=300&lang=en&theme=light")
        early = self.map_picture()
        self.assertGreater(colours(early), 20)
        slider = "document.getElementById('time')"
        self.browser.value(f"{slider}.value = 2000; {slider}.dispatchEvent(new Event('input'))")
        self.browser.value("new Promise(done => setTimeout(done, 300))")
        late = self.map_picture()
        self.assertNotEqual(browser.pixels(early)[2], browser.pixels(late)[2])
        self.assertEqual(self.browser.value("document.querySelector('.face b').textContent"), "15:19:20")

    def test_it_plays_and_moves_by_keys(self):
        self.browser.open(self.page, "t=300&lang=en")
        self.browser.value("document.querySelector('.map canvas + canvas').focus()")
        self.browser.key(" ")
        self.browser.value("new Promise(done => setTimeout(done, 700))")
        self.browser.key(" ")
        self.assertGreater(float(self.browser.value("document.getElementById('time').value")), 300)
        before = self.map_picture()
        self.browser.key("ArrowLeft")
        self.browser.key("+")
        self.browser.value("new Promise(done => setTimeout(done, 400))")
        self.assertNotEqual(browser.pixels(before)[2], browser.pixels(self.map_picture())[2])

    def test_foreign_text_stays_text(self):
        self.browser.open(self.page, "lang=ja")
        self.assertIsNone(self.browser.value("window.hacked ?? null"))
        self.assertEqual(self.browser.value("document.querySelector('h1').textContent"), HOSTILE)
        self.assertIn(SHELTER, self.browser.value("document.querySelector('#destinations').textContent"))
        self.assertEqual(self.browser.value("document.querySelectorAll('img').length"), 0)

    def test_a_base_and_its_proposal_stand_side_by_side(self):
        self.assertEqual(self.proposal.returncode, 0, self.proposal)
        page = self.folder / "two.html"
        result = machi.run("report", self.run_folder, self.proposal_folder, "-o", page)
        self.assertEqual(result.returncode, 0, result)
        lone = self.page.stat().st_size
        self.assertLess(page.stat().st_size - lone, 0.6 * lone)  # what both have in common is in it once
        self.browser.open(page, "t=99999&lang=en&theme=light")
        ends = [json.loads((folder / "kpi.json").read_text())["evacuation"]["safe"]
                for folder in (self.run_folder, self.proposal_folder)]
        self.assertNotEqual(*ends)
        sign = "+" if ends[1] > ends[0] else "−"
        self.assertEqual(self.browser.value("document.querySelector('.tile.safe .against').textContent"),
                         f"Proposal {ends[1]:,} ({sign}{abs(ends[1] - ends[0]):,})")
        changed = self.browser.value("document.getElementById('edits').innerText")
        self.assertIn("<b>Tower", changed)
        self.assertIn("100,000,000", changed)
        heads = self.browser.value("[...document.querySelectorAll('#figures th')].map(th => th.textContent)")
        self.assertEqual(heads[:4], ["Figure", "Base", "Proposal", "Difference"])
        heads = self.browser.value("[...document.querySelectorAll('#sheet th')].map(th => th.textContent)")
        self.assertEqual(heads[:4], ["Figure", "Base", "Proposal", "Difference"])
        self.browser.value("document.querySelector('.divider').focus()")
        pictures = []
        for key, share in (("End", "100"), ("Home", "0")):
            self.browser.key(key)
            self.browser.value("new Promise(done => setTimeout(done, 200))")
            self.assertEqual(self.browser.value("document.querySelector('.divider').getAttribute('aria-valuenow')"), share)
            pictures.append(browser.pixels(self.map_picture(120, 80, 600, 400))[2])
        self.assertNotEqual(*pictures)
        self.assertEqual(machi.run("report", self.run_folder, self.proposal_folder, "--frames", page).returncode, 2)

    def test_without_webgl_the_tab_says_so(self):
        self.browser.open(self.page, "lang=en")
        self.assertEqual(self.browser.value("typeof machiScene"), "undefined")  # not run before it is asked for
        self.browser.value("document.getElementById('tab-solid').click()")
        self.assertIn("WebGL 2", self.browser.value("document.querySelector('.pane.solid').innerText"))
        self.browser.value("document.getElementById('tab-flat').click()")
        self.assertFalse(self.browser.value("document.querySelector('.pane').hidden"))

    def test_three_dimensions(self):
        with_webgl = browser.Browser(webgl=True)
        self.addCleanup(with_webgl.close)
        with_webgl.open(self.page, "t=300&lang=en&theme=light&view=3d", timeout_s=300)
        box = with_webgl.value("(b => [b.x, b.y])(document.querySelector('.map').getBoundingClientRect())")
        clip = (box[0] + 150, box[1] + 150, 500, 250)
        early = with_webgl.picture(clip)
        self.assertGreater(colours(early), 50)
        slider = "document.getElementById('time')"
        with_webgl.value(f"{slider}.value = 2000; {slider}.dispatchEvent(new Event('input'))")
        with_webgl.value("new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))")
        self.assertNotEqual(browser.pixels(early)[2], browser.pixels(with_webgl.picture(clip))[2])
        self.assertEqual(with_webgl.complaints, [])

    def test_the_page_runs_no_program_but_its_own(self):
        self.browser.open(self.page)
        self.browser.value("document.head.append(Object.assign(document.createElement('script'), "
                           "{textContent: 'window.hacked = 3'}))")
        self.assertIsNone(self.browser.value("window.hacked ?? null"))
        self.assertTrue(any("Content Security Policy" in one for one in self.browser.complaints))
        self.browser.complaints.clear()

    def test_it_fits_a_telephone_and_prints(self):
        self.browser.resize(390, 800)
        self.addCleanup(self.browser.resize, 1280, 900)
        self.browser.open(self.page, "t=900&lang=ja")
        self.assertLessEqual(self.browser.value("document.documentElement.scrollWidth"), 390)
        printed = self.browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=True)
        self.assertTrue(printed["data"].startswith("JVBERi"))  # %PDF

    def test_a_page_is_not_overwritten_unless_asked(self):
        result = machi.run("report", self.run_folder)
        self.assertEqual(result.returncode, 2, result)
        self.assertIn("--force", machi.sentences(result)[0])
        other = self.folder / "other.html"
        self.assertEqual(machi.run("report", self.run_folder, "-o", other, "--title", "X").returncode, 0)
        self.assertEqual(self.browser.open(other) > 0, True)
        self.assertEqual(self.browser.value("document.title"), "X")

    def test_nothing_is_written_where_it_is_not_wanted(self):
        room = pathlib.Path(machi.SOURCE, "scenarios/validation/rimea_10/scenario.yaml")
        folder = self.folder / "quiet"
        self.assertEqual(machi.run("run", room, "-o", folder, "--set", "output.report=false").returncode, 0)
        self.assertFalse((folder / "report.html").exists())
        self.assertEqual(machi.run("report", folder).returncode, 0)
        self.browser.open(folder / "report.html")
        self.assertGreater(colours(self.browser.picture((0, 0, 400, 300))), 10)


if __name__ == "__main__":
    unittest.main()
