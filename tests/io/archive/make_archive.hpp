/// \file  Makes archives for the tests, in memory.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace machi::test {

struct Item {
  std::string path;
  std::string content;
  std::string link;  ///< target, for a symbolic link
};

enum class Packing { zip, stored_zip, encrypted_zip, tar, tar_gz, tar_xz, tar_zst, tar_bz2, gz };

inline void choose(archive* out, Packing packing) {
  const bool zip = packing == Packing::zip || packing == Packing::stored_zip || packing == Packing::encrypted_zip;
  if (zip) archive_write_set_format_zip(out);
  if (packing == Packing::gz) archive_write_set_format_raw(out);
  if (!zip && packing != Packing::gz) archive_write_set_format_ustar(out);
  if (packing == Packing::tar_gz || packing == Packing::gz) archive_write_add_filter_gzip(out);
  if (packing == Packing::tar_xz) archive_write_add_filter_xz(out);
  if (packing == Packing::tar_zst) archive_write_add_filter_zstd(out);
  if (packing == Packing::tar_bz2) archive_write_add_filter_bzip2(out);
  if (packing == Packing::stored_zip) archive_write_set_options(out, "zip:compression=store");
  if (packing == Packing::encrypted_zip) {
    archive_write_set_options(out, "zip:encryption=zipcrypt");
    archive_write_set_passphrase(out, "secret");
  }
}

inline std::string make_archive(Packing packing, const std::vector<Item>& items) {
  std::size_t room = std::size_t{1} << 20;
  for (const Item& item : items) room += 2 * item.content.size() + 4096;
  std::string bytes(room, '\0');
  std::size_t used = 0;
  archive* out = archive_write_new();
  choose(out, packing);
  EXPECT_EQ(archive_write_open_memory(out, bytes.data(), bytes.size(), &used), ARCHIVE_OK) << archive_error_string(out);
  for (const Item& item : items) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, item.path.c_str());
    archive_entry_set_filetype(entry, item.link.empty() ? AE_IFREG : AE_IFLNK);
    if (!item.link.empty()) archive_entry_set_symlink(entry, item.link.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(item.content.size()));
    EXPECT_GE(archive_write_header(out, entry), ARCHIVE_WARN) << archive_error_string(out);
    archive_write_data(out, item.content.data(), item.content.size());
    archive_entry_free(entry);
  }
  EXPECT_EQ(archive_write_free(out), ARCHIVE_OK);
  bytes.resize(used);
  return bytes;
}

/// A folder of its own for one test, removed at the end.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("machi_test_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  std::string at(const std::string& inner) const { return (path_ / inner).string(); }
  std::string write(const std::string& inner, const std::string& content) const {
    const std::filesystem::path file = path_ / inner;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace machi::test
