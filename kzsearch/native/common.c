/* Growable arrays: they double, so that appending is linear. */
#include "common.h"

#include <stdlib.h>

const char OUT_OF_MEMORY[] = "out of memory";

int buffer_reserve(Buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->length >= more) return 0;
    size_t needed = buffer->length + more;
    size_t capacity = buffer->capacity * 2 > needed ? buffer->capacity * 2 : needed;
    uint8_t *data = realloc(buffer->data, capacity);
    if (!data) return -1;
    buffer->data = data;
    buffer->capacity = capacity;
    return 0;
}

int u32_reserve(U32Array *array, size_t more) {
    if (array->capacity - array->count >= more) return 0;
    size_t needed = array->count + more;
    size_t capacity = array->capacity * 2 > needed ? array->capacity * 2 : needed;
    if (capacity > SIZE_MAX / sizeof *array->values) return -1;
    uint32_t *values = realloc(array->values, capacity * sizeof *values);
    if (!values) return -1;
    array->values = values;
    array->capacity = capacity;
    return 0;
}
