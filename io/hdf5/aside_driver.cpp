#include "io/hdf5/aside_driver.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

namespace machi {
namespace {

// What create_aside hands to open_file through HDF5's list of access properties.
struct AccessInfo {
  int* error;
};

struct AsideFile {
  H5FD_t base{};  ///< must be first: HDF5 hands this address back
  int descriptor{-1};
  int* error{nullptr};
  haddr_t end_of_allocation{0};
  haddr_t end_of_file{0};
};

AsideFile& of(H5FD_t* file) {
  return *reinterpret_cast<AsideFile*>(file);
}
const AsideFile& of(const H5FD_t* file) {
  return *reinterpret_cast<const AsideFile*>(file);
}

H5FD_t* open_file(const char* name, unsigned /*flags*/, hid_t access_list, haddr_t /*max_address*/) {
  auto file = std::make_unique<AsideFile>();
  file->error = static_cast<const AccessInfo*>(H5Pget_driver_info(access_list))->error;
  file->descriptor = ::open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file->descriptor >= 0) return &file.release()->base;
  *file->error = errno;
  return nullptr;
}

herr_t close_file(H5FD_t* file) {
  const std::unique_ptr<AsideFile> owned(&of(file));
  ::close(owned->descriptor);
  return 0;
}

herr_t query(const H5FD_t* /*file*/, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t get_eoa(const H5FD_t* file, H5FD_mem_t /*type*/) {
  return of(file).end_of_allocation;
}
herr_t set_eoa(H5FD_t* file, H5FD_mem_t /*type*/, haddr_t address) {
  of(file).end_of_allocation = address;
  return 0;
}
haddr_t get_eof(const H5FD_t* file, H5FD_mem_t /*type*/) {
  return of(file).end_of_file;
}

herr_t read_bytes(H5FD_t* file, H5FD_mem_t /*type*/, hid_t /*list*/, haddr_t address, std::size_t size, void* buffer) {
  auto* into = static_cast<char*>(buffer);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(of(file).descriptor, into + done, size - done, static_cast<off_t>(address + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  std::memset(into + done, 0, size - done);  // beyond the end of the file: as yet unwritten
  return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t /*type*/, hid_t /*list*/, haddr_t address, std::size_t size,
                   const void* buffer) {
  AsideFile& mine = of(file);
  const auto* from = static_cast<const char*>(buffer);
  for (std::size_t done = 0; done < size && *mine.error == 0;) {
    const ssize_t count = ::pwrite(mine.descriptor, from + done, size - done, static_cast<off_t>(address + done));
    if (count < 0 && errno != EINTR) *mine.error = errno;
    if (count == 0) *mine.error = ENOSPC;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  mine.end_of_file = std::max(mine.end_of_file, address + size);
  return 0;
}

herr_t truncate(H5FD_t* file, hid_t /*list*/, hbool_t /*closing*/) {
  AsideFile& mine = of(file);
  if (*mine.error == 0 && ::ftruncate(mine.descriptor, static_cast<off_t>(mine.end_of_allocation)) != 0)
    *mine.error = errno;
  mine.end_of_file = mine.end_of_allocation;
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
  driver.name = "machi_aside";
  driver.maxaddr = static_cast<haddr_t>(INT64_MAX);
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(AccessInfo);
  driver.open = open_file;
  driver.close = close_file;
  driver.query = query;
  driver.get_eoa = get_eoa;
  driver.set_eoa = set_eoa;
  driver.get_eof = get_eof;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = truncate;
  const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(map), std::end(map), driver.fl_map);
  return driver;
}

}  // namespace

Handle create_aside(const std::string& path, hid_t creation_list, int& error) {
  static const H5FD_class_t driver = driver_class();
  static const hid_t driver_id = H5FDregister(&driver);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  const AccessInfo info{&error};
  H5Pset_driver(access.get(), driver_id, &info);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V110);
  return {H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation_list, access.get()), H5Fclose};
}

}  // namespace machi
