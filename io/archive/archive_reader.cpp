/// \file  Archives and compressed files, streamed by libarchive.
#include "io/archive/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <fstream>
#include <memory>
#include <vector>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"
#include "io/archive/gunzip.hpp"

namespace machi {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t block_bytes = std::size_t{1} << 20;         // of a file on disk
constexpr std::size_t stream_block_bytes = std::size_t{1} << 16;  // of what is unpacked in memory

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\3\4"sv) || bytes.starts_with("PK\5\6"sv);
}

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1F\x8B\x08"sv);
}

bool is_compressed(std::string_view bytes) {
  return is_gzip(bytes) ||
         bytes.starts_with(
             "\xFD"
             "7zXZ\0"sv) ||
         bytes.starts_with("\x28\xB5\x2F\xFD"sv) ||
         (bytes.starts_with("BZh"sv) && bytes.size() >= 10 && bytes.substr(4, 6) == "1AY&SY"sv);
}

bool is_tar(std::string_view name, std::string_view bytes) {
  return (bytes.size() > 262 && bytes.substr(257, 5) == "ustar"sv) || name.ends_with(".tar");
}

bool is_unread_archive(std::string_view bytes) {
  return bytes.starts_with("7z\xBC\xAF\x27\x1C"sv) || bytes.starts_with("Rar!\x1A\x07"sv);
}

/// libarchive turns names into the locale's character set; this makes that set UTF-8 for the calling thread.
class Utf8Names {
 public:
  Utf8Names() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(nullptr) {
    if (locale_ != nullptr) before_ = uselocale(locale_);
  }
  ~Utf8Names() {
    if (locale_ == nullptr) return;
    uselocale(before_);
    freelocale(locale_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t locale_;
  locale_t before_;
};

/// A name in UTF-8: as it is, from CP932, or with its strange bytes as %NN.
std::string utf8_name(std::string_view raw) {
  if (is_utf8(raw)) return std::string(raw);
  if (auto text = utf8_from_cp932(raw)) return *std::move(text);
  std::string text;
  for (const char byte : raw) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x80) {
      text += byte;
    } else {
      text += {'%', "0123456789ABCDEF"[code >> 4], "0123456789ABCDEF"[code & 15]};
    }
  }
  return text;
}

bool leaves_the_folder(std::string_view path) {
  const auto is_divider = [](char c) { return c == '/' || c == '\\'; };
  if (path.empty() || is_divider(path[0]) || (path.size() > 1 && path[1] == ':')) return true;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::find_if(path.begin() + static_cast<std::ptrdiff_t>(begin), path.end(), is_divider);
    const auto length = static_cast<std::size_t>(end - path.begin()) - begin;
    if (path.substr(begin, length) == "..") return true;
    begin += length + 1;
  }
  return false;
}

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

/// An archive that is being read, from disk or memory.
class Archive {
 public:
  /// Gets the first and the last 512 bytes of the file.
  Archive(std::string name, std::string_view head, std::string_view tail) : name_(std::move(name)), zip_(is_zip(head)) {
    if (is_unread_archive(head)) {
      throw InputError(name_, "is a 7-Zip or RAR archive, which is not read in place. Unpack it and give the folder");
    }
    if (is_tar(name_, head) && (tail.size() < 512 || tail.find_first_not_of('\0') != std::string_view::npos)) {
      throw InputError(name_, "is a truncated tar (its end mark is missing). Fetch it again");
    }
    handle_.reset(archive_read_new());
    if (handle_ == nullptr) throw RunError("libarchive has no memory left");
    if (zip_) {
      // By its directory at the end, so that unwanted entries cost nothing and a truncated file is seen at once.
      archive_read_support_format_zip_seekable(handle_.get());
    } else {
      archive_read_support_format_tar(handle_.get());
      archive_read_support_format_raw(handle_.get());
      archive_read_support_filter_xz(handle_.get());
      archive_read_support_filter_zstd(handle_.get());
      archive_read_support_filter_bzip2(handle_.get());
    }
  }

  void open_file(std::string_view head) {
    if (is_gzip(head)) return open_stream(std::make_unique<Gunzip>(machi::open_file(name_), name_));
    opened(archive_read_open_filename(handle_.get(), name_.c_str(), block_bytes));
  }
  void open_memory(std::string_view bytes) {
    if (is_gzip(bytes)) return open_stream(std::make_unique<Gunzip>(machi::open_memory(bytes), name_));
    opened(archive_read_open_memory(handle_.get(), bytes.data(), bytes.size()));
  }

  /// The next file, or false at the end.
  bool next(FileEntry& file) {
    archive_entry* entry = next_regular();
    if (entry == nullptr) return false;
    file.inner_path = inner_path(entry);
    file.name = name_ + "/" + file.inner_path;
    file.size = archive_entry_size_is_set(entry) ? static_cast<std::uint64_t>(archive_entry_size(entry)) : 0;
    encrypted_ = archive_entry_is_encrypted(entry) != 0;
    if (leaves_the_folder(file.inner_path)) {
      throw InputError(file.name, "leaves the folder of the archive, which no city model needs. Do not trust it");
    }
    return true;
  }

  std::size_t read(std::span<char> into, const std::string& where) {
    if (encrypted_) throw InputError(where, "is encrypted. Unpack the archive with its password and give the folder");
    const la_ssize_t count = archive_read_data(handle_.get(), into.data(), into.size());
    if (count < 0) fail(where);
    return static_cast<std::size_t>(count);
  }

 private:
  archive_entry* next_regular() {
    const Utf8Names names;
    for (;;) {
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(handle_.get(), &entry);
      if (result == ARCHIVE_EOF) return nullptr;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) fail(name_);
      if (archive_entry_hardlink(entry) == nullptr && archive_entry_filetype(entry) == AE_IFREG) return entry;
    }
  }

  void open_stream(std::unique_ptr<ByteSource> stream) {
    stream_ = std::move(stream);
    block_.resize(stream_block_bytes);
    opened(archive_read_open(handle_.get(), this, nullptr, read_stream, nullptr));
  }

  /// libarchive's callback; an exception must not pass through C and is thrown again by fail().
  static la_ssize_t read_stream(archive* handle, void* self, const void** bytes) {
    auto& owner = *static_cast<Archive*>(self);
    try {
      *bytes = owner.block_.data();
      return static_cast<la_ssize_t>(owner.stream_->read(owner.block_));
    } catch (...) {
      owner.stream_failure_ = std::current_exception();
      archive_set_error(handle, EIO, "unreadable");
      return -1;
    }
  }

  void opened(int result) {
    if (result != ARCHIVE_OK) fail(name_);
  }

  [[noreturn]] void fail(const std::string& where) {
    if (stream_failure_) std::rethrow_exception(stream_failure_);
    const char* text = archive_error_string(handle_.get());
    const std::string why = text == nullptr ? "no reason given" : text;
    if (zip_ && why == "Unrecognized archive format") {
      throw InputError(where, "is a truncated zip (its directory, at the end, is missing). Fetch it again");
    }
    throw InputError(where, "is truncated or corrupt (" + why + "). Fetch the archive again");
  }

  std::string inner_path(archive_entry* entry) const {
    if (archive_format(handle_.get()) == ARCHIVE_FORMAT_RAW) {
      const std::string_view file = std::string_view(name_).substr(name_.find_last_of('/') + 1);
      return std::string(file.substr(0, file.find_last_of('.')));
    }
    const char* raw = archive_entry_pathname(entry);
    if (raw == nullptr) raw = archive_entry_pathname_utf8(entry);
    std::string path = utf8_name(raw == nullptr ? "" : raw);
    if (path.find('/') == std::string::npos) std::replace(path.begin(), path.end(), '\\', '/');
    while (path.starts_with("./")) path.erase(0, 2);
    return path;
  }

  std::string name_;
  std::unique_ptr<ByteSource> stream_;
  std::vector<char> block_;
  std::exception_ptr stream_failure_;
  std::unique_ptr<archive, FreeArchive> handle_;
  bool zip_;
  bool encrypted_{false};
};

class EntryBytes final : public ByteSource {
 public:
  EntryBytes(Archive& archive, const std::string& name) : archive_(archive), name_(name) {}
  std::size_t read(std::span<char> into) override { return archive_.read(into, name_); }

 private:
  Archive& archive_;
  const std::string& name_;
};

/// Up to 512 bytes of a file, from `offset` on (before its end if negative).
std::string bytes_at(const std::string& path, std::streamoff offset) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(offset, offset < 0 ? std::ios::end : std::ios::beg);
  std::string bytes(512, '\0');
  file.read(bytes.data(), 512);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

void visit_entries(Archive& archive, const PickFile& pick, const VisitFile& visit) {
  FileEntry file;
  for (std::uint64_t index = 0; archive.next(file); ++index) {
    if (!pick(file, index)) continue;
    EntryBytes bytes(archive, file.name);
    visit(file, bytes);
  }
}

}  // namespace

bool is_archive(std::string_view name, std::string_view first_bytes) {
  return is_zip(first_bytes) || is_compressed(first_bytes) || is_tar(name, first_bytes) ||
         is_unread_archive(first_bytes);
}

void visit_archive_file(const std::string& path, const PickFile& pick, const VisitFile& visit) {
  const std::string head = bytes_at(path, 0);
  Archive archive(path, head, bytes_at(path, -512));
  archive.open_file(head);
  visit_entries(archive, pick, visit);
}

void visit_archive(std::string_view bytes, const std::string& name, const PickFile& pick, const VisitFile& visit) {
  Archive archive(name, bytes.substr(0, 512), bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 512)));
  archive.open_memory(bytes);
  visit_entries(archive, pick, visit);
}

}  // namespace machi
