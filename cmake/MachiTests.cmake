# machi_tests(): one test executable per folder of tests/, run on the ranks that one line names.
# machi_tests(engine/comm RANKS 1 2 4 LABELS mpi DEPENDS engine/comm); THREADS where the library itself has parallel loops;
# APART files that MACHI_UNITY compiles by themselves, as they name a helper like another file's
include(GoogleTest)
find_package(GTest)

set(MACHI_SHARED_DATA ${CMAKE_SOURCE_DIR}/../shared/data CACHE PATH "Published data that some tests need; they are skipped without")

set(MACHI_MPI_ENVIRONMENT
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
  OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_btl=self,vader
  OMP_WAIT_POLICY=passive)
# Races are looked for with two threads and without MPI, which cannot be looked into. Archer tells ThreadSanitizer what
# OpenMP waits for; without it, every loop is a race.
if(MACHI_RACES)
  file(GLOB archer_folders /usr/lib/llvm-*/lib)
  find_library(MACHI_ARCHER archer HINTS ${archer_folders} REQUIRED)
  set(MACHI_MPI_ENVIRONMENT OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive OMP_TOOL_LIBRARIES=${MACHI_ARCHER}
    "TSAN_OPTIONS=ignore_noninstrumented_modules=1 halt_on_error=1")
  add_custom_target(threaded_tests)
else()
  list(APPEND MACHI_MPI_ENVIRONMENT OMP_NUM_THREADS=1)
endif()
if(MACHI_SANITIZE)
  # OpenMPI keeps memory until the process ends; the leak checker would report it.
  list(APPEND MACHI_MPI_ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
endif()

# What most tests include is compiled once: a third of the time of the rest. All tests are therefore compiled with the
# same flags.
function(machi_test_flags target)
  target_link_libraries(${target} PRIVATE machi_flags GTest::gtest machi::engine_comm fmt::fmt OpenMP::OpenMP_CXX)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)  # half the time to compile; the library has -O3
  # GCC 12 warns of std::string itself where it comes from a precompiled header.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
  if(MACHI_SANITIZE)
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined)  # the library is what is held to it
  endif()
  target_compile_definitions(${target} PRIVATE
    MACHI_SHARED_DATA="${MACHI_SHARED_DATA}" MACHI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endfunction()

function(machi_tests path)
  cmake_parse_arguments(ARG "THREADS" "" "RANKS;LABELS;DEPENDS;LINK;APART" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${path}/*_test.cpp)
  add_executable(test_${name} ${sources} ${CMAKE_SOURCE_DIR}/tests/main.cpp)
  machi_test_flags(test_${name})
  target_precompile_headers(test_${name} REUSE_FROM test_headers)
  set_target_properties(test_${name} PROPERTIES UNITY_BUILD ${MACHI_UNITY} UNITY_BUILD_BATCH_SIZE 24)
  if(ARG_APART)
    set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  target_link_libraries(test_${name} PRIVATE ${ARG_LINK})
  if(MACHI_TIDY AND NOT "unit" IN_LIST ARG_LABELS)
    set_target_properties(test_${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)  # .ci/check runs the unit tests alone
  endif()
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" dependency_name ${dependency})
    target_link_libraries(test_${name} PRIVATE machi::${dependency_name})
  endforeach()
  if(MACHI_RACES)
    if(ARG_THREADS)
      add_dependencies(threaded_tests test_${name})
      add_test(NAME "${path}" COMMAND test_${name})
      set_tests_properties("${path}" PROPERTIES LABELS threads TIMEOUT 1800 ENVIRONMENT "${MACHI_MPI_ENVIRONMENT}")
    endif()
  elseif(NOT ARG_RANKS)
    gtest_discover_tests(test_${name} TEST_PREFIX "${path}: " DISCOVERY_TIMEOUT 60
      PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
  else()
    foreach(ranks IN LISTS ARG_RANKS)
      set(processors 1)
      if(ranks GREATER 1)
        set(processors 2)  # more ranks share them: they wait for each other
      endif()
      add_test(NAME "${path} on ${ranks} ranks"
        COMMAND ${MPIEXEC_EXECUTABLE} -n ${ranks} --bind-to none $<TARGET_FILE:test_${name}>)
      set_tests_properties("${path} on ${ranks} ranks" PROPERTIES
        LABELS "${ARG_LABELS}" ENVIRONMENT "${MACHI_MPI_ENVIRONMENT}" TIMEOUT 600 PROCESSORS ${processors})
    endforeach()
  endif()
endfunction()

# machi_fuzz(citygml DEPENDS io/city): the libFuzzer target fuzz_citygml of tests/fuzz/fuzz_citygml.cpp, and a test that
# runs it from its seeds in tests/fuzz/corpus/citygml/, 20,000 times or for five seconds, with a fixed seed so that a run can
# be repeated. For a long run call the program itself. Inputs that it finds stay in the build folder.
function(machi_fuzz name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${name}.cpp)
  target_link_libraries(fuzz_${name} PRIVATE machi_flags ${ARG_LINK})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" dependency_name ${dependency})
    target_link_libraries(fuzz_${name} PRIVATE machi::${dependency_name})
  endforeach()
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
  file(MAKE_DIRECTORY ${found})
  add_test(NAME "fuzz: ${name}"
    COMMAND fuzz_${name} -seed=1 -runs=20000 -max_total_time=5 -timeout=10 -rss_limit_mb=2048 ${found}
      ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  set_tests_properties("fuzz: ${name}" PROPERTIES LABELS fuzz TIMEOUT 120 ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
endfunction()
