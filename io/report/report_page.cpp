#include "io/report/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/json/json.hpp"
#include "io/report/city_of_run.hpp"
#include "io/report/page_energy.hpp"
#include "io/report/page_evacuation.hpp"
#include "io/report/page_travel.hpp"
#include "io/report/run_json.hpp"
#include "io/report/viewer_html.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/edit_rows.hpp"

namespace machi {
namespace {

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

const ResultPart* part_of(const std::vector<ResultPart>& parts, ResultPart::Process process) {
  for (const ResultPart& part : parts)
    if (part.process == process) return &part;
  return nullptr;
}

const char* kind_of(const std::vector<ResultPart>& parts) {
  if (parts.size() > 1) return "coupled";
  static constexpr const char* names[] = {"mobility", "evacuation", "energy"};
  return names[static_cast<std::size_t>(parts.front().process)];
}

double number_or(const H5Input& file, const char* name, double otherwise) {
  return file.has_attribute("/", name) ? file.number_attribute("/", name) : otherwise;
}

/// Clock time of the page's second 0, and how long it is; the year of a result of energy has a calendar.
void add_span(PageData& page, const RunFiles& files, const std::vector<ResultPart>& parts) {
  const H5Input whole(files.result);
  page.facts["start_s"] = number_or(whole, "start_s", 0);
  page.facts["end_s"] = number_or(whole, "end_s", 0);
  page.facts["alarm_s"] = 0;
  if (parts.size() > 1) {
    if (const ResultPart* part = part_of(parts, ResultPart::Process::evacuation))
      page.facts["alarm_s"] = number_or(part->file, "start_s", 0) - number_or(whole, "start_s", 0);
  } else if (parts.front().process == ResultPart::Process::energy) {
    const EnergySpan span = energy_span(parts.front().file);
    page.facts["start_s"] = span.begin_s;
    page.facts["end_s"] = span.length_s;
    page.facts["calendar"] = true;
  }
}

void add_head(PageData& page, const RunFiles& files, const std::vector<ResultPart>& parts, const std::string& title) {
  const H5Input whole(files.result);
  page.facts["format"] = 2;
  page.facts["kind"] = kind_of(parts);
  page.facts["name"] = whole.text_attribute("/", "name");
  page.facts["title"] = title.empty() ? whole.text_attribute("/", "title") : title;
  std::string attribution;
  for (const ResultPart& part : parts)
    if (attribution.empty()) attribution = text_or_none(part.file, "attribution");
  page.facts["attribution"] = attribution;
  page.facts["simulated"] = text_or_none(whole, "simulated");
  page.facts["epsg"] = 0;
  for (const ResultPart& part : parts)
    if (part.file.has_attribute("/", "epsg")) page.facts["epsg"] = part.file.integer_attribute("/", "epsg");
  page.facts["destinations"] = Json::array();
  add_span(page, files, parts);
  Json kpi = parsed(files, "kpi.json", files.kpi_json);
  drop_series(kpi);
  page.facts["kpi"] = std::move(kpi);
  page.facts["run"] = parsed(files, "run.json", files.run_json);
  page.facts["settings"] = text_of(files.folder + "/used.yaml");
}

/// Whose data the town is, where the results do not say.
void add_town_of(PageData& page, const RunFiles& files, const std::string& city) {
  add_town(page, city, read_edited_buildings(H5Input(files.result)));
  if (page.facts["attribution"].get<std::string>().empty())
    page.facts["attribution"] = read_header(open_city(city)).attribution;
}

Json box_m(const BoxMm& box) {
  if (box.empty()) return nullptr;
  return {1e-3 * box.x_min, 1e-3 * box.y_min, 1e-3 * box.x_max, 1e-3 * box.y_max};
}

// JSON that stands safely inside a script element: no "<" can end it or begin a comment.
std::string json_in_html(const Json& json) {
  const std::string text = json_text(json);
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

void add_edits(PageData& page, const RunFiles& files) {
  Json edits = Json::array();
  for (const EditRow& row : read_edits(H5Input(files.result)))
    edits.push_back({{"edit", row.edit},
                     {"id", row.id},
                     {"name", row.name},
                     {"about", row.about},
                     {"values", row.values},
                     {"wkt", row.wkt},
                     {"cost_yen", std::isnan(row.cost_yen) ? Json() : Json(row.cost_yen)}});
  if (!edits.empty()) page.facts["edits"] = std::move(edits);
}

/// A run on its way into a page: all but the movers, which get the room that is left.
struct RunPage {
  PageData page;
  std::vector<ResultPart> parts;
};

RunPage gather_run(const RunFiles& files, const std::string& title, const std::string& sheet) {
  RunPage run{{}, open_parts(files.result)};
  PageData& page = run.page;
  const std::vector<ResultPart>& parts = run.parts;
  add_head(page, files, parts, title);
  if (!sheet.empty()) page.facts["sheet"] = parse_json(sheet);
  add_edits(page, files);
  const std::optional<std::string> city = city_of_run(files, {}, "page");
  if (city) add_town_of(page, files, *city);
  if (const ResultPart* part = part_of(parts, ResultPart::Process::mobility)) add_travel(page, part->file, city);
  if (const ResultPart* part = part_of(parts, ResultPart::Process::energy))
    add_energy(page, part->file, parts.size() > 1 ? -page.facts["start_s"].get<double>() : 0.0);
  if (const ResultPart* part = part_of(parts, ResultPart::Process::evacuation)) add_evacuation(page, part->file, city);
  page.facts["town_m"] = box_m(page.town);
  page.facts["focus_m"] = box_m(page.focus);
  return run;
}

std::uint64_t movers_in(const PageData& page) {
  return page.facts.contains("movers") ? page.facts["movers"]["count"].get<std::uint64_t>() : 0;
}

}  // namespace

void add_proposal(PageData& page, PageData proposal) {
  Json shared = Json::array();
  for (auto& [name, block] : proposal.blocks) {
    const auto same = page.blocks.find(name);
    if (same != page.blocks.end() && same->second == block)
      shared.push_back(name);
    else
      page.blocks["proposal-" + name] = std::move(block);
  }
  proposal.facts["shared"] = std::move(shared);
  page.facts["proposal"] = std::move(proposal.facts);
}

ReportWritten write_report(const RunFiles& files, const std::string& path, const ReportOptions& options) {
  std::vector<RunPage> runs;
  runs.push_back(gather_run(files, options.title, options.sheet));
  if (options.proposal) runs.push_back(gather_run(*options.proposal, {}, options.proposal_sheet));
  double rest = 1e6 * options.most_MB - static_cast<double>(viewer_html().size());
  for (const RunPage& run : runs) rest -= static_cast<double>(page_text(run.page).size() - viewer_html().size());
  for (RunPage& run : runs)
    if (const ResultPart* part = part_of(run.parts, ResultPart::Process::evacuation))
      add_movers(run.page, part->file,
                 static_cast<std::uint64_t>(std::max(rest / static_cast<double>(runs.size()), 1e5)));
  PageData& page = runs.front().page;
  ReportWritten written{0, movers_in(page), page.facts.value("persons", std::uint64_t{0})};
  if (runs.size() > 1) add_proposal(page, std::move(runs.back().page));
  const std::string text = page_text(page);
  write_atomically(path, text);
  written.bytes = text.size();
  return written;
}

}  // namespace machi
