#include "app/write_page.hpp"

#include <fmt/format.h>

#include <exception>

#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/report/report_page.hpp"

namespace machi {
namespace {

// What residents of larger cities reach takes longer than a run should wait for; `machi report` and `machi kpi` have
// it.
constexpr std::size_t nodes_at_the_end = 4000;

}  // namespace

std::string page_sheet(const RunFiles& files, const SheetSettings& settings) {
  try {
    return sheet_json(kpi_sheet(files, settings));
  } catch (const std::exception& error) {
    log_warning(fmt::format("The page has no KPI sheet: {}", error.what()));
    return {};
  }
}

void write_page_of(const RunDirectory& directory) {
  const double before_s = monotonic_s();
  const std::string path = directory.file("report.html");
  try {
    const RunFiles files = read_run_files(directory.path());
    ReportOptions options;
    SheetSettings settings;
    settings.most_nodes = nodes_at_the_end;
    options.sheet = page_sheet(files, settings);
    const ReportWritten written = write_report(files, path, options);
    log_info(fmt::format("Wrote {}: {:.1f} MB in {:.2f} s. It opens in any browser, without a network.", path,
                         1e-6 * static_cast<double>(written.bytes), monotonic_s() - before_s));
  } catch (const std::exception& error) {
    log_warning(fmt::format("No report.html: {}", error.what()));
  }
}

}  // namespace machi
