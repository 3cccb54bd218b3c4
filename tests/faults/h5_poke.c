/* Reads numbers of an HDF5 file, or writes one into it: what a hostile hand does to a checkpoint before it signs it anew.
 *
 *   h5_poke FILE                     lists all that holds numbers: path, how many, "real" or "whole"
 *   h5_poke FILE DATASET             its real numbers, one a line
 *   h5_poke FILE PATH ELEMENT VALUE
 *
 * A path is that of a dataset, or of a group or dataset, '@' and the name of an attribute of one number. */
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { path_size = 1024 };

static const char* kind_of(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_FLOAT ? "real" : kind == H5T_INTEGER ? "whole" : NULL;
}

static herr_t list_attribute(hid_t object, const char* name, const H5A_info_t* info, void* path) {
  (void)info;
  const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  const hid_t space = H5Aget_space(attribute);
  const hid_t type = H5Aget_type(attribute);
  if (kind_of(type) != NULL && H5Sget_simple_extent_npoints(space) == 1)
    printf("%s@%s 1 %s\n", (const char*)path, name, kind_of(type));
  H5Tclose(type);
  H5Sclose(space);
  H5Aclose(attribute);
  return 0;
}

static herr_t list_one(hid_t file, const char* name, const H5O_info_t* info, void* ignored) {
  (void)ignored;
  char path[path_size];
  snprintf(path, sizeof path, "/%s", strcmp(name, ".") == 0 ? "" : name);
  const hid_t object = H5Oopen(file, name, H5P_DEFAULT);
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, list_attribute, path);
  if (info->type == H5O_TYPE_DATASET) {
    const hid_t space = H5Dget_space(object);
    const hid_t type = H5Dget_type(object);
    if (kind_of(type) != NULL) printf("%s %lld %s\n", path, (long long)H5Sget_simple_extent_npoints(space), kind_of(type));
    H5Tclose(type);
    H5Sclose(space);
  }
  H5Oclose(object);
  return 0;
}

/* Puts a number of a type into the memory at `at`. */
static void put(char* at, hid_t type, const char* value) {
  const size_t size = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_FLOAT) {
    const double number = strtod(value, NULL);
    const float narrow = (float)number;
    memcpy(at, size == sizeof narrow ? (const void*)&narrow : (const void*)&number, size);
  } else {
    const unsigned long long number = value[0] == '-' ? (unsigned long long)strtoll(value, NULL, 10) : strtoull(value, NULL, 10);
    memcpy(at, &number, size); /* little endian */
  }
}

/* The attribute is made anew: HDF5 1.10 does not write into one of many that an object has. */
static int poke_attribute(hid_t file, const char* object_name, const char* name, const char* value) {
  const hid_t object = H5Oopen(file, object_name, H5P_DEFAULT);
  const hid_t before = H5Aopen(object, name, H5P_DEFAULT);
  if (before < 0) return 2;
  const hid_t type = H5Aget_type(before);
  const hid_t space = H5Aget_space(before);
  const hid_t native = H5Tget_native_type(type, H5T_DIR_ASCEND);
  H5Aclose(before);
  char number[64] = {0};
  if (H5Tget_size(native) > sizeof number || H5Adelete(object, name) < 0) return 2;
  put(number, native, value);
  const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  const herr_t wrote = attribute < 0 ? -1 : H5Awrite(attribute, native, number);
  H5Aclose(attribute);
  H5Tclose(native);
  H5Sclose(space);
  H5Tclose(type);
  H5Oclose(object);
  return wrote < 0 ? 2 : 0;
}

static int poke(hid_t file, const char* name, long long element, const char* value) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t type = H5Dget_type(dataset);
  const hid_t native = H5Tget_native_type(type, H5T_DIR_ASCEND);
  const size_t size = H5Tget_size(native);
  const long long count = (long long)H5Sget_simple_extent_npoints(space);
  char* const all = calloc((size_t)count + 1, size);
  if (dataset < 0 || element >= count || all == NULL) return 2;
  if (H5Dread(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) < 0) return 2;
  put(all + (size_t)element * size, native, value);
  const herr_t wrote = H5Dwrite(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, all);
  free(all);
  H5Tclose(native);
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(dataset);
  return wrote < 0 ? 2 : 0;
}

static int show(hid_t file, const char* name) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const long long count = (long long)H5Sget_simple_extent_npoints(space);
  double* const all = calloc((size_t)count + 1, sizeof *all);
  if (dataset < 0 || all == NULL || H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) < 0) return 2;
  for (long long k = 0; k < count; ++k) printf("%.17g\n", all[k]);
  free(all);
  H5Sclose(space);
  H5Dclose(dataset);
  return 0;
}

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3 && argc != 5) {
    fprintf(stderr, "h5_poke FILE, or FILE DATASET, or FILE PATH ELEMENT VALUE\n");
    return 2;
  }
  const hid_t file = H5Fopen(argv[1], argc == 5 ? H5F_ACC_RDWR : H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) return 2;
  int code = 0;
  char* const at = argc == 5 ? strchr(argv[2], '@') : NULL;
  if (argc == 2) {
    code = H5Ovisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, list_one, NULL) < 0 ? 2 : 0;
  } else if (argc == 3) {
    code = show(file, argv[2]);
  } else if (at != NULL) {
    *at = 0;
    code = poke_attribute(file, argv[2], at + 1, argv[4]);
  } else {
    code = poke(file, argv[2], atoll(argv[3]), argv[4]);
  }
  return H5Fclose(file) < 0 ? 2 : code;
}
