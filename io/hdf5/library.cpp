#include "io/hdf5/library.hpp"

#include <fmt/format.h>

#include "io/hdf5/handle.hpp"

namespace machi {

Hdf5Library hdf5_library() {
  start_hdf5();
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  Hdf5Library library;
  library.version = fmt::format("{}.{}.{}", major, minor, release);
#ifdef H5_HAVE_PARALLEL
  library.parallel = true;
#endif
  library.deflate = H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0;
  library.shuffle = H5Zfilter_avail(H5Z_FILTER_SHUFFLE) > 0;
  return library;
}

}  // namespace machi
