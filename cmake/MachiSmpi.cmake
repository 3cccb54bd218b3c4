# What the stepping code of evacuations needs, with MPI from SimGrid's SMPI instead of a real one: no HDF5, which belongs to
# the real one. Ranks are threads of one process, each with its own copy of the module that smpirun loads.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_path(RANDOM123_INCLUDE Random123/philox.h REQUIRED)
add_library(machi_random123 INTERFACE)
target_include_directories(machi_random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE})
target_compile_definitions(machi_random123 INTERFACE R123_USE_SSE=0)

find_path(SMPI_INCLUDE smpi/mpi.h)
find_library(SIMGRID_LIBRARY simgrid)
if(NOT SMPI_INCLUDE OR NOT SIMGRID_LIBRARY)
  message(FATAL_ERROR "The preset smpi needs SimGrid (Debian: libsimgrid-dev). Install it, or use the preset release")
endif()
add_library(MPI::MPI_C INTERFACE IMPORTED)
target_include_directories(MPI::MPI_C SYSTEM INTERFACE ${SMPI_INCLUDE} ${SMPI_INCLUDE}/smpi)
target_link_libraries(MPI::MPI_C INTERFACE ${SIMGRID_LIBRARY})
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(MACHI_SMPI_LAYERS engine/core kernels engine/model engine/comm engine/grid engine/field engine/hazard engine/partition
  engine/step engine/process/evacuation)
