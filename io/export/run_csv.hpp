/// \file  The tables of a run as CSV, for spreadsheets.
#pragma once

#include <string>

namespace machi {

/// Fills the folder `path`, which is made, with TABLE.csv for each group of `result` (result.h5) whose columns have as
/// many rows as each other; columns with more values a row become name_0, name_1, …. UTF-8, with a byte order mark
/// where `byte_order_mark` is on, as some spreadsheets want it. Returns a line for the log. Throws OutputError.
std::string export_csv(const std::string& result, const std::string& path, bool byte_order_mark);

}  // namespace machi
