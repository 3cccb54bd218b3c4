#include "io/checkpoint/manifest.hpp"

#include "io/json/json.hpp"

namespace machi {

Manifest parse_manifest(const std::string& text, std::string& damage) {
  try {
    const Json json = parse_json(text).at("manifest");
    Manifest manifest;
    manifest.version = json.at("version");
    manifest.inputs_hash = json.at("inputs_sha256");
    manifest.next_step = json.at("next_step");
    manifest.persons = json.at("persons");
    manifest.state.bytes = json.at("state").at("bytes");
    manifest.state.blocks = json.at("state").at("sha256_by_4_MiB").get<std::vector<std::string>>();
    return manifest;
  } catch (const Json::exception&) {
    damage = "MANIFEST.json does not say what it should";
  }
  return {};
}

Manifest manifest_of(const std::string& state_path) {
  Manifest manifest;
  manifest.state = read_back(state_path, sums_of);
  manifest.columns = read_back(state_path, column_sums_of);
  return manifest;
}

std::string manifest_text(const Manifest& manifest) {
  const Json json{
      {"format", "machi checkpoint"},
      {"version", manifest.version},
      {"inputs_sha256", manifest.inputs_hash},
      {"next_step", manifest.next_step},
      {"persons", manifest.persons},
      {"state", {{"file", "state.h5"}, {"bytes", manifest.state.bytes}, {"sha256_by_4_MiB", manifest.state.blocks}}},
      {"columns_sha256", manifest.columns}};
  return sealed(json_text(json, 1));
}

std::string damage_of(const std::string& folder, Manifest& manifest) {
  std::string damage;
  const std::string text = read_sealed(folder + "/MANIFEST.json", damage);
  if (!damage.empty()) return damage;
  manifest = parse_manifest(text, damage);
  return damage.empty() ? damage_of_file(folder + "/state.h5", "state.h5", manifest.state) : damage;
}

}  // namespace machi
