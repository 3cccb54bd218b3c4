#include "io/checkpoint/file_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/core/sha256.hpp"
#include "io/hdf5/digest.hpp"

namespace machi {
namespace {

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

}  // namespace

FileSums sums_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, std::string("cannot be read (") + std::strerror(errno) + "). Check the disk");
  FileSums sums;
  std::error_code ignored;
  std::vector<char> block(std::clamp<std::uint64_t>(std::filesystem::file_size(path, ignored), 1, checked_bytes));
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    const auto got = static_cast<std::size_t>(file.gcount());
    sums.blocks.push_back(hash_of({block.data(), got}));
    sums.bytes += got;
  }
  if (file.bad()) throw InputError(path, "cannot be read to its end. Check the disk");
  return sums;
}

std::string damage_of_file(const std::string& path, std::string_view name, const FileSums& sums) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return fmt::format("{} is missing", name);
  FileSums found;
  try {
    found = sums_of(path);
  } catch (const InputError& error) {
    return error.what();
  }
  if (found.bytes != sums.bytes) return fmt::format("{} has {} of {} bytes", name, found.bytes, sums.bytes);
  if (found.blocks.size() != sums.blocks.size()) return "MANIFEST.json does not say what it should";
  std::string damage;
  for (std::size_t i = 0; i < found.blocks.size(); ++i)
    if (found.blocks[i] != sums.blocks[i])
      damage += fmt::format("{} {} and {}",
                            damage.empty() ? fmt::format("{} is not as it was written between bytes", name) : ",",
                            i * checked_bytes, std::min((i + 1) * checked_bytes, found.bytes));
  return damage;
}

std::map<std::string, std::string> column_sums_of(const std::string& path) {
  std::map<std::string, std::string> columns;
  for (const ObjectDigest& object : digest_objects(path)) columns[object.path] = object.hex;
  return columns;
}

std::string sealed(const std::string& json) {
  const std::string rest = std::string(after_digits) + json + "}\n";
  return std::string(head) + hash_of(rest) + rest;
}

std::string read_sealed(const std::string& path, std::string& damage) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    damage = fmt::format("it has no {}", name);
    return {};
  }
  std::error_code ignored;
  if (std::filesystem::file_size(path, ignored) > largest_manifest) {
    damage = fmt::format("{} is no manifest", name);
    return {};
  }
  std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string_view all = text;
  if (!all.starts_with(head) || all.size() < head.size() + digits + after_digits.size()) {
    damage = fmt::format("{} is cut off or no manifest", name);
    return {};
  }
  if (all.substr(head.size(), digits) != hash_of(all.substr(head.size() + digits))) {
    damage = fmt::format("{} is not as it was written", name);
    return {};
  }
  return text;
}

}  // namespace machi
