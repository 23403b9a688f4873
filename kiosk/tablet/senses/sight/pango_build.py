"""Makes the module through which sight calls Pango and cairo: run once at set-up and when a wheel is built.

cffi reads C declarations slowly (pangocairocffi takes 0.6 s of every start for it), so they are read here and written down as a
plain Python module (cffi's out-of-line ABI mode: no compiler, the same file on every machine). This module is not imported on the
tablet; `binding` loads what it made.
"""

from __future__ import annotations

from pathlib import Path

from cffi import FFI

MODULE = "_pango"

DECLARATIONS = """
typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef void *gpointer;

/* cairo */
typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _cairo_pattern cairo_pattern_t;
typedef struct _cairo_font_options cairo_font_options_t;
typedef int cairo_status_t;
typedef int cairo_format_t;
cairo_surface_t *cairo_image_surface_create(cairo_format_t format, int width, int height);
cairo_surface_t *cairo_image_surface_create_for_data(
    unsigned char *data, cairo_format_t format, int width, int height, int stride);
cairo_surface_t *cairo_image_surface_create_from_png(const char *filename);
void cairo_set_source_surface(cairo_t *cr, cairo_surface_t *surface, double x, double y);
unsigned char *cairo_image_surface_get_data(cairo_surface_t *surface);
int cairo_image_surface_get_stride(cairo_surface_t *surface);
int cairo_format_stride_for_width(cairo_format_t format, int width);
void cairo_surface_flush(cairo_surface_t *surface);
void cairo_surface_destroy(cairo_surface_t *surface);
cairo_status_t cairo_surface_status(cairo_surface_t *surface);
cairo_t *cairo_create(cairo_surface_t *target);
void cairo_destroy(cairo_t *cr);
cairo_status_t cairo_status(cairo_t *cr);
const char *cairo_status_to_string(cairo_status_t status);
void cairo_save(cairo_t *cr);
void cairo_restore(cairo_t *cr);
void cairo_set_operator(cairo_t *cr, int operator);
void cairo_set_source_rgb(cairo_t *cr, double red, double green, double blue);
void cairo_set_source_rgba(cairo_t *cr, double red, double green, double blue, double alpha);
void cairo_set_antialias(cairo_t *cr, int antialias);
void cairo_set_fill_rule(cairo_t *cr, int fill_rule);
void cairo_set_line_width(cairo_t *cr, double width);
void cairo_set_line_cap(cairo_t *cr, int line_cap);
void cairo_set_line_join(cairo_t *cr, int line_join);
void cairo_set_miter_limit(cairo_t *cr, double limit);
void cairo_set_dash(cairo_t *cr, const double *dashes, int num_dashes, double offset);
void cairo_set_tolerance(cairo_t *cr, double tolerance);
void cairo_translate(cairo_t *cr, double tx, double ty);
void cairo_scale(cairo_t *cr, double sx, double sy);
void cairo_rotate(cairo_t *cr, double angle);
void cairo_identity_matrix(cairo_t *cr);
void cairo_new_path(cairo_t *cr);
void cairo_new_sub_path(cairo_t *cr);
void cairo_move_to(cairo_t *cr, double x, double y);
void cairo_line_to(cairo_t *cr, double x, double y);
void cairo_curve_to(cairo_t *cr, double x1, double y1, double x2, double y2, double x3, double y3);
void cairo_arc(cairo_t *cr, double xc, double yc, double radius, double angle1, double angle2);
void cairo_arc_negative(cairo_t *cr, double xc, double yc, double radius, double angle1, double angle2);
void cairo_rectangle(cairo_t *cr, double x, double y, double width, double height);
void cairo_close_path(cairo_t *cr);
void cairo_fill(cairo_t *cr);
void cairo_fill_preserve(cairo_t *cr);
void cairo_stroke(cairo_t *cr);
void cairo_stroke_preserve(cairo_t *cr);
void cairo_clip(cairo_t *cr);
void cairo_reset_clip(cairo_t *cr);
void cairo_paint(cairo_t *cr);
cairo_font_options_t *cairo_font_options_create(void);
void cairo_font_options_destroy(cairo_font_options_t *options);
void cairo_font_options_set_antialias(cairo_font_options_t *options, int antialias);
void cairo_font_options_set_hint_style(cairo_font_options_t *options, int hint_style);
void cairo_font_options_set_hint_metrics(cairo_font_options_t *options, int hint_metrics);

/* pages of paper (kiosk.charter.paper) */
cairo_surface_t *cairo_pdf_surface_create(const char *filename, double width_in_points, double height_in_points);
void cairo_pdf_surface_set_size(cairo_surface_t *surface, double width_in_points, double height_in_points);
void cairo_surface_finish(cairo_surface_t *surface);
void cairo_show_page(cairo_t *cr);
void cairo_tag_begin(cairo_t *cr, const char *tag_name, const char *attributes);
void cairo_tag_end(cairo_t *cr, const char *tag_name);

/* GObject and glib */
void g_object_unref(gpointer object);
void g_free(gpointer mem);

/* Pango */
typedef struct _PangoContext PangoContext;
typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoAttrList PangoAttrList;
typedef struct _PangoLayoutIter PangoLayoutIter;
typedef struct _PangoFont PangoFont;
typedef struct { int x; int y; int width; int height; } PangoRectangle;
typedef struct { const void *klass; guint start_index; guint end_index; } PangoAttribute;
typedef struct { guint glyph; int width; int x_offset; int y_offset; guint attr; } PangoGlyphInfo;
typedef struct { int num_glyphs; PangoGlyphInfo *glyphs; int *log_clusters; int space; } PangoGlyphString;
typedef struct {
    void *shape_engine; void *lang_engine; PangoFont *font;
    unsigned char level; unsigned char gravity; unsigned char flags; unsigned char script;
    PangoLanguage *language; void *extra_attrs;
} PangoAnalysis;
typedef struct { int offset; int length; int num_chars; PangoAnalysis analysis; } PangoItem;
typedef struct { PangoItem *item; PangoGlyphString *glyphs; int y_offset; int start_x_offset; int end_x_offset; } PangoGlyphItem;
typedef struct { PangoLayout *layout; int start_index; int length; void *runs; unsigned int bits; } PangoLayoutLine;
const char *pango_version_string(void);
PangoLanguage *pango_language_from_string(const char *language);
PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *desc);
void pango_font_description_set_family(PangoFontDescription *desc, const char *family);
void pango_font_description_set_weight(PangoFontDescription *desc, int weight);
void pango_font_description_set_absolute_size(PangoFontDescription *desc, double size);
char *pango_font_description_to_string(const PangoFontDescription *desc);
PangoFontDescription *pango_font_describe(PangoFont *font);
PangoContext *pango_font_map_create_context(PangoFontMap *fontmap);
void pango_context_set_base_dir(PangoContext *context, int direction);
void pango_context_set_language(PangoContext *context, PangoLanguage *language);
PangoLayout *pango_layout_new(PangoContext *context);
void pango_layout_set_auto_dir(PangoLayout *layout, gboolean auto_dir);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *desc);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_set_attributes(PangoLayout *layout, PangoAttrList *attrs);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_wrap(PangoLayout *layout, int wrap);
void pango_layout_set_alignment(PangoLayout *layout, int alignment);
void pango_layout_get_extents(PangoLayout *layout, PangoRectangle *ink_rect, PangoRectangle *logical_rect);
int pango_layout_get_baseline(PangoLayout *layout);
int pango_layout_get_line_count(PangoLayout *layout);
int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);
void pango_layout_index_to_pos(PangoLayout *layout, int index_, PangoRectangle *pos);
void pango_layout_get_cursor_pos(PangoLayout *layout, int index_, PangoRectangle *strong_pos, PangoRectangle *weak_pos);
gboolean pango_layout_xy_to_index(PangoLayout *layout, int x, int y, int *index_, int *trailing);
PangoLayoutLine *pango_layout_get_line_readonly(PangoLayout *layout, int line);
PangoLayoutIter *pango_layout_get_iter(PangoLayout *layout);
void pango_layout_iter_free(PangoLayoutIter *iter);
PangoGlyphItem *pango_layout_iter_get_run_readonly(PangoLayoutIter *iter);
gboolean pango_layout_iter_next_run(PangoLayoutIter *iter);
int pango_layout_iter_get_index(PangoLayoutIter *iter);
gboolean pango_layout_iter_next_line(PangoLayoutIter *iter);
int pango_layout_iter_get_baseline(PangoLayoutIter *iter);
void pango_layout_iter_get_line_extents(PangoLayoutIter *iter, PangoRectangle *ink_rect, PangoRectangle *logical_rect);
void pango_layout_index_to_line_x(PangoLayout *layout, int index_, gboolean trailing, int *line, int *x_pos);
void pango_layout_line_get_x_ranges(PangoLayoutLine *line, int start_index, int end_index, int **ranges, int *n_ranges);
PangoAttrList *pango_attr_list_new(void);
void pango_attr_list_unref(PangoAttrList *list);
void pango_attr_list_insert(PangoAttrList *list, PangoAttribute *attr);
PangoAttribute *pango_attr_language_new(PangoLanguage *language);
PangoAttribute *pango_attr_weight_new(int weight);
PangoAttribute *pango_attr_letter_spacing_new(int letter_spacing);

/* the X client library, under SDL's window */
int XConnectionNumber(void *display);
int XPending(void *display);
int XDisplayWidth(void *display, int screen);
int XDisplayWidthMM(void *display, int screen);

/* the C library, glibc's own */
int malloc_trim(size_t pad);

/* where Pango and cairo meet */
PangoFontMap *pango_cairo_font_map_get_default(void);
void pango_cairo_context_set_font_options(PangoContext *context, const cairo_font_options_t *options);
void pango_cairo_show_layout(cairo_t *cr, PangoLayout *layout);
void pango_cairo_show_layout_line(cairo_t *cr, PangoLayoutLine *line);
"""


def generate(target_directory: Path) -> None:
    """Write `_pango.py` into a folder, which is made if it is missing; an older one is replaced whole or not at all.

    :param target_directory: usually kiosk/tablet/senses/sight/_generated.
    :raises OSError: the folder cannot be written.
    """
    target_directory.mkdir(parents=True, exist_ok=True)
    ffi = FFI()
    ffi.cdef(DECLARATIONS)
    ffi.set_source(MODULE, None)
    fresh = target_directory / f"{MODULE}.new"
    ffi.emit_python_code(str(fresh))
    fresh.replace(target_directory / f"{MODULE}.py")
