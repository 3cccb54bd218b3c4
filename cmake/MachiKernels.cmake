# machi_kernel(name): adds kernels/<name>/ in one line.
#   <name>.hpp      the public functions, dispatched over the variants
#   <name>.cpp      the dispatcher
#   <name>_ref.cpp  the plain scalar twin
#   <name>_body.cpp the vectorised body, compiled once per instruction set with MACHI_VARIANT = base, avx2, avx512
#   test.cpp        holds ref and body together            benchmark.cpp  measures every variant
# Files that are built per instruction set include no header whose inline functions are used elsewhere.
include(CheckCXXCompilerFlag)
set(MACHI_KERNEL_VARIANTS base)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND MACHI_KERNEL_VARIANTS avx2 avx512)
endif()
set(MACHI_KERNEL_FLAGS_base "")
set(MACHI_KERNEL_FLAGS_avx2 -mavx2 -mbmi -mbmi2)
set(MACHI_KERNEL_FLAGS_avx512 -mavx512f -mavx512vl -mavx512dq -mavx512bw -mavx2 -mbmi -mbmi2 -mprefer-vector-width=512)

function(machi_kernel name)
  set(folder ${CMAKE_SOURCE_DIR}/kernels/${name})
  target_sources(machi_kernels PRIVATE ${folder}/${name}.cpp ${folder}/${name}_ref.cpp)
  set_source_files_properties(${folder}/${name}_ref.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)  # twins share names
  foreach(variant IN LISTS MACHI_KERNEL_VARIANTS)
    add_library(machi_kernel_${name}_${variant} OBJECT ${folder}/${name}_body.cpp)
    target_link_libraries(machi_kernel_${name}_${variant} PRIVATE machi_flags)
    set_target_properties(machi_kernel_${name}_${variant} PROPERTIES UNITY_BUILD OFF)
    if(NOT variant STREQUAL base)
      set_target_properties(machi_kernel_${name}_${variant} PROPERTIES CXX_CLANG_TIDY "")  # the same source
    endif()
    target_compile_definitions(machi_kernel_${name}_${variant} PRIVATE MACHI_VARIANT=${variant})
    target_compile_options(machi_kernel_${name}_${variant} PRIVATE -O3 -fopenmp-simd ${MACHI_KERNEL_FLAGS_${variant}})
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      target_compile_options(machi_kernel_${name}_${variant} PRIVATE -Wno-pass-failed -Wno-psabi)
    endif()
    target_sources(machi_kernels PRIVATE $<TARGET_OBJECTS:machi_kernel_${name}_${variant}>)
  endforeach()
  set_property(GLOBAL APPEND PROPERTY MACHI_KERNELS ${name})
endfunction()
