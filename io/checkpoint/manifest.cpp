#include "io/checkpoint/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/core/error.hpp"
#include "engine/core/sha256.hpp"
#include "io/hdf5/digest.hpp"

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

// The text is `head`, 64 digits, then what the digits are the hash of.
constexpr std::string_view head = "{\"sha256\":\"";
constexpr std::size_t digits = 64;
constexpr std::string_view after_digits = "\",\n\"manifest\":";
constexpr std::size_t largest_manifest = std::size_t{64} << 20;

std::string hash_of(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.hex();
}

// SHA-256 of each block of a file and its length.
std::vector<std::string> block_hashes(const std::string& path, std::uint64_t& bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, std::string("cannot be read (") + std::strerror(errno) + "). Check the disk");
  std::vector<std::string> hashes;
  std::error_code ignored;
  std::vector<char> block(std::clamp<std::uint64_t>(std::filesystem::file_size(path, ignored), 1, checked_bytes));
  bytes = 0;
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    const auto got = static_cast<std::size_t>(file.gcount());
    hashes.push_back(hash_of({block.data(), got}));
    bytes += got;
  }
  if (file.bad()) throw InputError(path, "cannot be read to its end. Check the disk");
  return hashes;
}

// The manifest in a text that is as it was written; `damage` says why not.
Manifest parse(const std::string& text, std::string& damage) {
  const std::string_view all = text;
  if (!all.starts_with(head) || all.size() < head.size() + digits + after_digits.size()) {
    damage = "MANIFEST.json is cut off or no manifest";
    return {};
  }
  const std::string_view rest = all.substr(head.size() + digits);
  if (all.substr(head.size(), digits) != hash_of(rest)) {
    damage = "MANIFEST.json is not as it was written";
    return {};
  }
  try {
    const Json json = Json::parse(all).at("manifest");
    Manifest manifest;
    manifest.version = json.at("version");
    manifest.inputs_hash = json.at("inputs_sha256");
    manifest.next_step = json.at("next_step");
    manifest.persons = json.at("persons");
    manifest.state_bytes = json.at("state").at("bytes");
    manifest.blocks = json.at("state").at("sha256_by_4_MiB").get<std::vector<std::string>>();
    return manifest;
  } catch (const Json::exception&) {
    damage = "MANIFEST.json does not say what it should";
  }
  return {};
}

std::string damage_of_state(const std::string& path, const Manifest& manifest) {
  std::uint64_t bytes = 0;
  const std::vector<std::string> found = block_hashes(path, bytes);
  if (bytes != manifest.state_bytes) return fmt::format("state.h5 has {} of {} bytes", bytes, manifest.state_bytes);
  if (found.size() != manifest.blocks.size()) return "MANIFEST.json does not say what it should";
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i] != manifest.blocks[i])
      return fmt::format("state.h5 is not as it was written between bytes {} and {}", i * checked_bytes,
                         std::min((i + 1) * checked_bytes, bytes));
  return {};
}

}  // namespace

Manifest manifest_of(const std::string& state_path) {
  Manifest manifest;
  manifest.blocks = block_hashes(state_path, manifest.state_bytes);
  for (const ObjectDigest& object : digest_objects(state_path)) manifest.columns[object.path] = object.hex;
  return manifest;
}

std::string manifest_text(const Manifest& manifest) {
  const Json json{
      {"format", "machi checkpoint"},
      {"version", manifest.version},
      {"inputs_sha256", manifest.inputs_hash},
      {"next_step", manifest.next_step},
      {"persons", manifest.persons},
      {"state", {{"file", "state.h5"}, {"bytes", manifest.state_bytes}, {"sha256_by_4_MiB", manifest.blocks}}},
      {"columns_sha256", manifest.columns}};
  const std::string rest = std::string(after_digits) + json.dump(1) + "}\n";
  return std::string(head) + hash_of(rest) + rest;
}

std::string damage_of(const std::string& folder, Manifest& manifest) {
  std::ifstream file(folder + "/MANIFEST.json", std::ios::binary);
  if (!file) return "it has no MANIFEST.json";
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(folder + "/MANIFEST.json", ignored);
  if (bytes > largest_manifest) return "MANIFEST.json is no manifest";
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::string damage;
  manifest = parse(text, damage);
  if (!damage.empty()) return damage;
  try {
    return damage_of_state(folder + "/state.h5", manifest);
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace machi
