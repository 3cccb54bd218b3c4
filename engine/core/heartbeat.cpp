#include "engine/core/heartbeat.hpp"

namespace machi {

Heartbeat& heartbeat() {
  static Heartbeat mine;
  return mine;
}

}  // namespace machi
