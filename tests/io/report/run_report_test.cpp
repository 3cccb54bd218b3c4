// The page of a run tells the figures of kpi.json; its picture shows blocks, ends and curves where they are.
#include <gtest/gtest.h>
#include <png.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "io/report/page_block.hpp"
#include "io/report/palette.hpp"
#include "io/report/report_page.hpp"
#include "io/report/run_curves.hpp"
#include "io/report/run_frames.hpp"
#include "io/report/run_map.hpp"
#include "io/report/run_objects.hpp"
#include "io/report/run_page.hpp"
#include "io/report/run_scene.hpp"
#include "io/report/stroke_font.hpp"
#include "io/report/viewer_html.hpp"
#include "io/run/run_facts.hpp"
#include "tests/io/hdf5/scratch.hpp"
#include "tests/io/run/small_town.hpp"

namespace machi {
namespace {

using Json = nlohmann::json;

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

struct Picture {
  explicit Picture(const std::vector<std::uint8_t>& bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    EXPECT_NE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()), 0);
    image.format = PNG_FORMAT_RGB;
    width = static_cast<int>(image.width);
    height = static_cast<int>(image.height);
    rgb.resize(PNG_IMAGE_SIZE(image));
    EXPECT_NE(png_image_finish_read(&image, nullptr, rgb.data(), 0, nullptr), 0);
  }
  Colour at(int x, int y) const {
    const std::size_t i =
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x));
    const auto part = [&](std::size_t k) { return static_cast<float>(rgb[i + k]) / 255.0F; };
    return {part(0), part(1), part(2)};
  }
  /// Pixels of a colour in the box of half a side of `reach` around a pixel.
  int count(Pixel around, int reach, const Colour& colour) const {
    int found = 0;
    for (int y = static_cast<int>(around.y) - reach; y <= static_cast<int>(around.y) + reach; ++y)
      for (int x = static_cast<int>(around.x) - reach; x <= static_cast<int>(around.x) + reach; ++x) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const Colour here = at(x, y);
        found +=
            std::abs(here.red - colour.red) + std::abs(here.green - colour.green) + std::abs(here.blue - colour.blue) <
            0.03F;
      }
    return found;
  }
  int width{0};
  int height{0};
  std::vector<std::uint8_t> rgb;
};

/// A run of the small town in its folder; nobody is lost.
class RunReport : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = scratch_.path("run");
    std::filesystem::create_directory(folder_);
    const street::RunTexts run = street::run_and_write(comm_, street::small_town(), 60, folder_ + "/result.h5");
    write_text(folder_ + "/kpi.json", run.kpi);
    RunFacts facts;
    facts.command = "machi run small";
    facts.kernels = "generic";
    facts.threads = 3;
    facts.phases = {{"set up", 1.5}, {"run", 7}};
    facts.steps.steps = 600;
    facts.inputs = {{scratch_.path("gone.h5"), "", 17}};
    write_text(folder_ + "/run.json", run_json(comm_, facts));
    kpi_ = Json::parse(run.kpi).at("evacuation");
  }
  std::string page() const { return run_page(read_run_files(folder_)); }
  /// The error's sentence, or nothing.
  template <class Call>
  static std::string problem_of(const Call& call) {
    try {
      call();
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::input);
      return error.what();
    }
    return {};
  }
  static std::string line_with(const std::string& page, const std::string& start) {
    const std::size_t at = page.find("\n  " + start);
    EXPECT_NE(at, std::string::npos) << start;
    return at == std::string::npos ? "" : page.substr(at + 1, page.find('\n', at + 1) - at - 1);
  }

  Comm comm_ = Comm::null();
  Scratch scratch_{comm_};
  std::string folder_;
  Json kpi_;
};

TEST_F(RunReport, TellsTheFiguresOfKpiJson) {
  const std::string text = page();
  for (const auto& [word, key] : {std::pair{"safe ", "safe"},
                                  {"lost ", "lost"},
                                  {"en route ", "en_route"},
                                  {"of them cut off ", "cut_off"},
                                  {"staying ", "staying"}}) {
    const auto persons = kpi_.at(key).get<std::int64_t>();
    EXPECT_NE(line_with(text, word).find(fmt::format(" {} ", persons)), std::string::npos) << word;
    EXPECT_NE(line_with(text, word).find(fmt::format(" {:.1f} %", static_cast<double>(persons) / 5)),
              std::string::npos);
  }
  EXPECT_GT(kpi_.at("safe").get<int>(), 50);
  for (const auto& [word, key] : {std::pair{"half after", "time_p50_s"},
                                  {"90 % after", "time_p90_s"},
                                  {"99 % after", "time_p99_s"},
                                  {"the last after", "time_last_s"}})
    EXPECT_NE(line_with(text, word).find(fmt::format(" {:.1f} s", kpi_.at(key).get<double>())), std::string::npos);
  EXPECT_NE(text.find(fmt::format("at most {:.2f} persons", kpi_.at("max_density_1_m2").get<double>())),
            std::string::npos);
  EXPECT_NE(text.find("1 × 3 ranks × threads, generic kernels, 8.5 s: set up 1.5 s, run 7.0 s"), std::string::npos);
}

TEST_F(RunReport, NumbersDestinationsByTheirArrivals) {
  const std::string text = page();
  std::vector<std::pair<std::int64_t, std::string>> all;
  for (const Json& one : kpi_.at("destinations")) all.push_back({-one.at("arrived").get<std::int64_t>(), one.at("id")});
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string line = line_with(text, fmt::format("{:>3} ", i + 1));
    EXPECT_NE(line.find(all[i].second), std::string::npos) << line;
    EXPECT_NE(line.find(fmt::format(" {} ", -all[i].first)), std::string::npos) << line;
  }
}

TEST_F(RunReport, DrawsAPictureOfTheSizeThatWasAskedFor) {
  for (const int size : {800, 1600}) {
    const Picture picture(draw_run(read_run_files(folder_), {size, ""}).png);
    EXPECT_EQ(std::max(picture.width, picture.height), size);
    EXPECT_GT(std::min(picture.width, picture.height), size / 3);
  }
}

TEST_F(RunReport, ColoursBlocksByTheirMostPersons) {
  const RunPicture drawn = draw_run(read_run_files(folder_), {1600, ""});
  const Picture picture(drawn.png);
  const CrowdedBlocks crowd = most_crowded(open_result(folder_ + "/result.h5"));
  ASSERT_GT(crowd.blocks.size(), 20U);
  const double side_mm = 1000 * crowd.block_m;
  const int reach = static_cast<int>(side_mm / drawn.map.mm_per_pixel / 2) - 2;
  int coloured = 0;
  for (const CrowdedBlock& block : crowd.blocks) {
    const auto density = static_cast<float>(block.persons / crowd.area_m2());
    const Colour colour = palette::crowds[palette::step_of(palette::crowds, density)].colour;
    const Pixel middle = drawn.map.at((block.column + 0.5) * side_mm, (block.row + 0.5) * side_mm);
    coloured += picture.count(middle, reach, mix(palette::paper, colour, 0.85F)) > reach;
  }
  EXPECT_GT(coloured, static_cast<int>(9 * crowd.blocks.size() / 10)) << "ways and signs hide a few";
  EXPECT_EQ(picture.count({drawn.map.left + 12, drawn.map.top + 12}, 8, palette::paper), 17 * 17) << "nobody there";
}

TEST_F(RunReport, MarksEveryDestinationWhereItsPersonsEnded) {
  const RunFiles files = read_run_files(folder_);
  const RunPicture drawn = draw_run(files, {1600, ""});
  const Picture picture(drawn.png);
  const RunScene scene = gather_scene(files);
  EXPECT_FALSE(scene.city.has_value()) << "its file is gone";
  int marks = 0;
  for (std::size_t d = 0; d < scene.place.size(); ++d) {
    if (!scene.place[d]) continue;
    ++marks;
    const Pixel at = drawn.map.at(scene.place[d]->x_mm, scene.place[d]->y_mm);
    EXPECT_GT(picture.count(at, 8, palette::shelter), 100) << scene.tables.destinations[d].id;
  }
  EXPECT_EQ(marks, 3);
}

TEST_F(RunReport, DrawsItsCurvesBelowTheMap) {
  const RunPicture drawn = draw_run(read_run_files(folder_), {1600, ""});
  const Picture picture(drawn.png);
  const auto below = [&](const Colour& colour) {
    int found = 0;
    for (int y = static_cast<int>(drawn.map.top + drawn.map.map_height) + 3; y < picture.height; ++y)
      for (int x = 0; x < static_cast<int>(drawn.map.left + drawn.map.map_width); ++x)
        found += picture.count({1.0 * x, 1.0 * y}, 0, colour);
    return found;
  };
  EXPECT_GT(below(palette::shelter), 500) << "safe";
  EXPECT_GT(below(palette::way), 500) << "on the way";
  EXPECT_GT(below(palette::waiting), 100) << "waiting";
}

TEST_F(RunReport, ReadsBackHowEverybodyEnded) {
  std::map<PersonFate, std::int64_t> fates;
  each_person_end(open_result(folder_ + "/result.h5"), [&](const PersonEnd& end) { ++fates[end.fate]; });
  EXPECT_EQ(fates[PersonFate::safe], kpi_.at("safe").get<std::int64_t>());
  EXPECT_EQ(fates[PersonFate::stays], kpi_.at("staying").get<std::int64_t>());
}

TEST_F(RunReport, RefusesWhatIsNoRunInOneSentence) {
  EXPECT_NE(problem_of([&] { read_run_files(scratch_.path("nothing")); }).find("no such run directory"),
            std::string::npos);
  std::filesystem::create_directory(scratch_.path("empty"));
  EXPECT_NE(problem_of([&] { read_run_files(scratch_.path("empty")); }).find("kpi.json is missing"), std::string::npos);
}

TEST_F(RunReport, RefusesDamagedFilesInOneSentence) {
  const std::string whole = bytes_of(folder_ + "/result.h5");
  write_text(folder_ + "/result.h5", whole.substr(0, whole.size() / 2));
  EXPECT_NE(problem_of([&] { page(); }).find("result.h5"), std::string::npos);
  EXPECT_NE(problem_of([&] { draw_run(read_run_files(folder_), {}); }).find("result.h5"), std::string::npos);
  write_text(folder_ + "/result.h5", "no HDF5");
  EXPECT_NE(problem_of([&] { page(); }).find("is not an HDF5 file"), std::string::npos);
  write_text(folder_ + "/result.h5", whole);
  write_text(folder_ + "/kpi.json", R"({"name": "x", "seed": 1, "end_s": 3, "evacuation": {"agents": 3}})");
  EXPECT_NE(problem_of([&] { page(); }).find("kpi.json"), std::string::npos);
  write_text(folder_ + "/kpi.json", "{");
  EXPECT_NE(problem_of([&] { page(); }).find("is no JSON"), std::string::npos);
  EXPECT_NE(problem_of([&] { draw_run(read_run_files(folder_), {}); }).find("kpi.json"), std::string::npos);
}

/// The JSON of a page.
Json facts_of(const std::string& page) {
  const std::string begin = R"(<script type="application/json" id="facts">)";
  const std::size_t at = page.find(begin) + begin.size();
  return Json::parse(page.substr(at, page.find("</script>", at) - at));
}

TEST_F(RunReport, IsOnePageWithTheFiguresOfKpiJson) {
  const std::string path = folder_ + "/report.html";
  const ReportWritten written = write_report(read_run_files(folder_), path, {});
  const std::string page = bytes_of(path);
  EXPECT_EQ(written.bytes, page.size());
  EXPECT_EQ(page.find(viewer_data_mark), std::string::npos);
  const Json facts = facts_of(page);
  EXPECT_EQ(facts.at("kpi").at("evacuation").at("safe"), kpi_.at("safe"));
  EXPECT_EQ(facts.at("curve").at("safe").size(), facts.at("curve").at("time_s").size());
  EXPECT_EQ(facts.at("destinations").size(), kpi_.at("destinations").size());
  EXPECT_NE(page.find("<script type=\"text/plain\" id=\"block-crowd\">H4sI"), std::string::npos) << "gzip in base64";
}

TEST_F(RunReport, ForeignTextCannotBecomeMarkup) {
  const std::string path = folder_ + "/report.html";
  const std::string hostile = "</script><script>alert(1)</script><!--<script>";
  write_report(read_run_files(folder_), path, {40, hostile});
  const std::string page = bytes_of(path);
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
  EXPECT_EQ(facts_of(page).at("title"), hostile);
}

TEST_F(RunReport, DrawsAPictureForEachTime) {
  const std::string frames = folder_ + "/frames";
  EXPECT_EQ(draw_frames(read_run_files(folder_), frames, {600, 20, ""}), 4U);
  const auto picture = [&](int k) {
    const std::string bytes = bytes_of(fmt::format("{}/frame_{:05}.png", frames, k));
    return Picture(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
  };
  EXPECT_EQ(std::max(picture(0).width, picture(0).height), 600);
  EXPECT_NE(picture(0).rgb, picture(2).rgb) << "people have moved";
}

TEST(PageBlock, PacksNumbersAsVarints) {
  // RFC 4648, section 10.
  const auto text = [](std::string_view letters) {
    return base64(std::vector<std::uint8_t>(letters.begin(), letters.end()));
  };
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(text("f"), "Zg==");
  EXPECT_EQ(text("fo"), "Zm8=");
  EXPECT_EQ(text("foobar"), "Zm9vYmFy");
  PageBlock block;
  block.unsigned_number(300);  // 0xac 0x02
  block.signed_number(-1);     // 0x01
  block.signed_number(-65);    // 0x81 0x01
  block.signed_number(INT64_MIN);
  EXPECT_EQ(block.size(), 2U + 1U + 2U + 10U);
}

TEST(RunObjects, MarkInRedWhereAPersonWasLost) {
  RunScene scene;
  scene.lost = {{30000, 20000, 0}};
  MapFrame frame;
  frame.box = {0, 0, 100000, 100000};
  frame.mm_per_pixel = 500;
  frame.map_width = frame.map_height = 200;
  Canvas canvas(200, 200, palette::paper);
  draw_ends(canvas, frame, scene);
  EXPECT_NEAR(canvas.at(60, 159).red, palette::lost.red, 1e-5);
  EXPECT_NEAR(canvas.at(60, 159).green, palette::lost.green, 1e-5);
  EXPECT_EQ(canvas.at(70, 159).green, palette::paper.green);
}

TEST(Axis, IsMarkedAtRoundNumbers) {
  EXPECT_DOUBLE_EQ(axis_step(1675, 5), 500);
  EXPECT_DOUBLE_EQ(axis_step(47.9, 12), 5);
  EXPECT_DOUBLE_EQ(axis_step(10, 10), 1);
  EXPECT_DOUBLE_EQ(axis_step(0.3, 3), 0.1);
}

TEST(Latin, LeavesNoEmptyBrackets) {
  EXPECT_EQ(latin("Machi synth: a fictitious town（架空の町）"), "Machi synth: a fictitious town");
}

}  // namespace
}  // namespace machi
