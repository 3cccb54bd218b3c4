/// \file  A run as one HTML file that needs no network: map over time, curves, figures, provenance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "io/run/read_result.hpp"

namespace machi {

struct ReportOptions {
  double most_MB{40};                  ///< of the whole file; movers are thinned until it fits
  std::string title;                   ///< empty: the scenario's title
  std::optional<RunFiles> proposal{};  ///< the page shows it beside the run, which is then its base
  std::string sheet{};                 ///< KPI sheet of the run, as sheet_json() writes it; empty: none
  std::string proposal_sheet{};
};

struct ReportWritten {
  std::uint64_t bytes{0};
  std::uint64_t movers{0};  ///< persons whose way the page shows, of the run
  std::uint64_t persons{0};
};

/// Writes the report of the run in `files` to `path`, beside it first and then renamed. Reads the result in slices;
/// memory grows with the page. Of two runs each gets half of the room for movers. Where the city file has gone, the
/// page shows no town and a warning says so. Throws InputError, OutputError. Local.
ReportWritten write_report(const RunFiles& files, const std::string& path, const ReportOptions& options);

}  // namespace machi
