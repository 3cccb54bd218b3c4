#include "engine/comm/agree_on_first.hpp"

#include <exception>
#include <limits>

namespace machi {

void agree_on_first(const Comm& comm, const std::function<void(std::uint64_t& at)>& work) {
  std::uint64_t at = 0;
  std::exception_ptr failure;
  try {
    work(at);
  } catch (...) {
    failure = std::current_exception();
  }
  const auto mine = failure ? static_cast<std::int64_t>(at) : std::numeric_limits<std::int64_t>::max();
  const std::int64_t first = comm.min(mine);
  comm.agree([&] {
    if (failure && mine == first) std::rethrow_exception(failure);
  });
}

}  // namespace machi
