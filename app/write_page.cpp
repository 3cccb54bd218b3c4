#include "app/write_page.hpp"

#include <fmt/format.h>

#include <exception>

#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/report/report_page.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {

std::string page_sheet(const RunFiles& files) {
  try {
    return sheet_json(kpi_sheet(files, {}));
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
    options.sheet = page_sheet(files);
    const ReportWritten written = write_report(files, path, options);
    log_info(fmt::format("Wrote {}: {:.1f} MB in {:.2f} s. It opens in any browser, without a network.", path,
                         1e-6 * static_cast<double>(written.bytes), monotonic_s() - before_s));
  } catch (const std::exception& error) {
    log_warning(fmt::format("No report.html: {}", error.what()));
  }
}

}  // namespace machi
