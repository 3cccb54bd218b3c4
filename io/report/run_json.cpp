#include "io/report/run_json.hpp"

#include "engine/core/error.hpp"

namespace machi {

nlohmann::ordered_json parsed(const RunFiles& files, const char* name, const std::string& text) {
  try {
    return nlohmann::ordered_json::parse(text);
  } catch (const nlohmann::json::exception&) {
    throw InputError(files.folder + "/" + name, "is no JSON (truncated or damaged). Run the scenario again");
  }
}

}  // namespace machi
