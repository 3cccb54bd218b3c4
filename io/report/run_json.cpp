#include "io/report/run_json.hpp"

#include "engine/core/error.hpp"
#include "io/json/json.hpp"

namespace machi {

Json parsed(const RunFiles& files, const char* name, const std::string& text) {
  try {
    return parse_json(text);
  } catch (const Json::exception&) {
    throw InputError(files.folder + "/" + name, "is no JSON (truncated or damaged). Run the scenario again");
  }
}

}  // namespace machi
