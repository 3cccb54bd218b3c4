#include <gtest/gtest.h>

#include "engine/comm/comm.hpp"

namespace machi {
namespace {

TEST(AllArrive, IsTrueWhereEveryRankCalls) {
  EXPECT_TRUE(Comm::world().all_arrive(60));
  EXPECT_TRUE(Comm::world().all_arrive(60)) << "and may be asked again";
}

TEST(AllArrive, NeedsNoOtherRankInTheNullForm) {
  EXPECT_TRUE(Comm::null().all_arrive(0));
}

TEST(MpiLibrary, SaysAVersion) {
  EXPECT_NE(mpi_library().find_first_of("0123456789"), std::string::npos);
}

}  // namespace
}  // namespace machi
