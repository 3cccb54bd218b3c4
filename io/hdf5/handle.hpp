/// \file  HDF5's identifiers with an owner. Only io/hdf5 includes this header.
#pragma once

#define OMPI_SKIP_MPICXX 1
#include <hdf5.h>

#include <utility>

#include "io/hdf5/element.hpp"

namespace machi {

/// Owns one HDF5 identifier; negative where the call that made it failed.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this == &other) return *this;
    reset();
    id_ = std::exchange(other.id_, -1);
    close_ = other.close_;
    return *this;
  }
  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }
  /// Closes now; whether HDF5 reported success.
  bool reset() {
    if (id_ < 0) return true;
    return close_(std::exchange(id_, -1)) >= 0;
  }

 private:
  hid_t id_{-1};
  Close close_{nullptr};
};

/// Starts HDF5 without its own printing of errors; called before any other use of it.
void start_hdf5();

/// The type of an element in the file, and in memory (they differ on big-endian machines only).
hid_t file_type(Element element);
hid_t memory_type(Element element);

}  // namespace machi
