#include "io/report/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/core/error.hpp"
#include "io/report/city_of_run.hpp"
#include "io/report/page_evacuation.hpp"
#include "io/report/page_travel.hpp"
#include "io/report/run_json.hpp"
#include "io/report/viewer_html.hpp"
#include "io/run/atomic_file.hpp"

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The times of all crossings are a series, not a figure.
void drop_series(Json& kpi) {
  if (!kpi.contains("evacuation") || !kpi["evacuation"].contains("lines")) return;
  for (auto& [id, line] : kpi["evacuation"]["lines"].items())
    if (line.is_object()) line.erase("times_s");
}

std::string text_or_none(const H5Input& file, const char* name) {
  return file.has_attribute("/", name) ? file.text_attribute("/", name) : std::string();
}

// Which process the result is of.
std::string kind_of(const H5Input& file) {
  const std::string format = text_or_none(file, "format");
  if (format == "machi result") return "evacuation";
  if (format == "machi travel result") return "mobility";
  throw InputError(file.path(),
                   "is neither of a run of evacuation nor of traffic, which are the ones a page shows. Read "
                   "its kpi.json");
}

void add_head(PageData& page, const RunFiles& files, const H5Input& file, const ReportOptions& options) {
  page.facts["format"] = 1;
  page.facts["kind"] = kind_of(file);
  page.facts["name"] = file.text_attribute("/", "name");
  page.facts["title"] = options.title.empty() ? file.text_attribute("/", "title") : options.title;
  page.facts["attribution"] = text_or_none(file, "attribution");
  page.facts["simulated"] = text_or_none(file, "simulated");
  page.facts["start_s"] = file.has_attribute("/", "start_s") ? file.number_attribute("/", "start_s") : 0.0;
  page.facts["end_s"] = file.number_attribute("/", "end_s");
  page.facts["epsg"] = file.has_attribute("/", "epsg") ? file.integer_attribute("/", "epsg") : 0;
  page.facts["destinations"] = Json::array();
  Json kpi = parsed(files, "kpi.json", files.kpi_json);
  drop_series(kpi);
  page.facts["kpi"] = std::move(kpi);
  page.facts["run"] = parsed(files, "run.json", files.run_json);
  page.facts["settings"] = text_of(files.folder + "/used.yaml");
}

Json box_m(const BoxMm& box) {
  if (box.empty()) return nullptr;
  return {1e-3 * box.x_min, 1e-3 * box.y_min, 1e-3 * box.x_max, 1e-3 * box.y_max};
}

// JSON that stands safely inside a script element: no "<" can end it or begin a comment.
std::string json_in_html(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char letter : text) {
    if (letter == '<')
      safe += "\\u003c";
    else
      safe += letter;
  }
  return safe;
}

std::string page_text(const PageData& page) {
  const std::string_view html = viewer_html();
  const std::size_t mark = html.find(viewer_data_mark);
  if (mark == std::string_view::npos)
    throw RunError("the viewer in this program has no place for data. Build it again");
  std::string text(html.substr(0, mark));
  text.reserve(html.size() + page.bytes() + (std::size_t{1} << 20));
  text += "<script type=\"application/json\" id=\"facts\">" + json_in_html(page.facts) + "</script>\n";
  for (const auto& [name, block] : page.blocks)
    text += fmt::format("<script type=\"text/plain\" id=\"block-{}\">", name) + block + "</script>\n";
  text += html.substr(mark + viewer_data_mark.size());
  return text;
}

void add_evacuation_of(PageData& page, const RunFiles& files, const ReportOptions& options) {
  const H5Input file = open_result(files.result);
  add_head(page, files, file, options);
  const std::optional<std::string> city = city_of_run(files, file.integer_attribute("/", "epsg"), "page");
  if (city) add_town(page, *city);
  add_evacuation(page, file, city);
  const double rest = 1e6 * options.most_MB - static_cast<double>(page_text(page).size());
  add_movers(page, file, static_cast<std::uint64_t>(std::max(rest, 1e5)));
}

}  // namespace

ReportWritten write_report(const RunFiles& files, const std::string& path, const ReportOptions& options) {
  PageData page;
  const H5Input file = open_shown(files.result);
  if (kind_of(file) == "mobility") {
    add_head(page, files, file, options);
    add_travel(page, file);
  } else {
    add_evacuation_of(page, files, options);
  }
  page.facts["town_m"] = box_m(page.town);
  page.facts["focus_m"] = box_m(page.focus);
  const std::string text = page_text(page);
  write_atomically(path, text);
  ReportWritten written{text.size(), 0, page.facts.value("persons", std::uint64_t{0})};
  if (page.facts.contains("movers")) written.movers = page.facts["movers"]["count"].get<std::uint64_t>();
  return written;
}

}  // namespace machi
