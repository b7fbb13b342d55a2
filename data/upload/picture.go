package upload

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"candor/models"
)

// picture draws an image anew, upright, so that the pixels are all that is left of the file. Go
// writes no WebP: one with clear parts becomes a PNG and any other a JPEG.
func picture(kind models.FileKind, content []byte) (*Clean, error) {
	found, format, err := decodeConfig(content)
	if err != nil || models.FileKind(format) != kind {
		return nil, &Refusal{"upload_mismatch"}
	}
	if found.Width > models.FileSideMax || found.Height > models.FileSideMax || found.Width*found.Height > models.FilePixelsMax {
		return nil, &Refusal{"upload_pixels"}
	}
	img, err := decode(kind, content)
	if err != nil {
		return nil, &Refusal{"upload_broken"}
	}
	switch kind {
	case models.FileJPEG:
		img = upright(img, orientation(content))
	case kindWebP:
		kind = models.FilePNG
		if opaque, is := img.(interface{ Opaque() bool }); is && opaque.Opaque() {
			kind = models.FileJPEG
		}
		img = upright(img, webpOrientation(content))
	}
	var out bytes.Buffer
	if kind == models.FileJPEG {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 90})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img)
	}
	if err != nil {
		return nil, &Refusal{"upload_broken"}
	}
	if out.Len() > models.FileMax {
		return nil, &Refusal{"upload_large"}
	}
	size := img.Bounds().Size()
	return &Clean{Kind: kind, Content: out.Bytes(), Width: size.X, Height: size.Y}, nil
}

// decodeConfig reads a picture's size by the codec its first bytes name.
func decodeConfig(b []byte) (image.Config, string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		return c, "jpeg", err
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1A\n")):
		c, err := png.DecodeConfig(bytes.NewReader(b))
		return c, "png", err
	case isWebP(b):
		c, err := webp.DecodeConfig(bytes.NewReader(b))
		return c, string(kindWebP), err
	}
	return image.Config{}, "", image.ErrFormat
}

func decode(kind models.FileKind, b []byte) (image.Image, error) {
	switch kind {
	case models.FileJPEG:
		return jpeg.Decode(bytes.NewReader(b))
	case kindWebP:
		return webp.Decode(bytes.NewReader(b))
	}
	return png.Decode(bytes.NewReader(b))
}

// orientation is how the camera was held, 1 to 8 as EXIF 2.32 (4.6.5) numbers it; 1, upright,
// when the file does not say so in a way that can be read.
func orientation(b []byte) int {
	for at := 2; at+4 <= len(b) && b[at] == 0xFF; {
		marker, size := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if marker == 0xDA || size < 2 || at+2+size > len(b) { // the picture itself begins
			return 1
		}
		if segment := b[at+4 : at+2+size]; marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return tiffOrientation(segment[6:])
		}
		at += 2 + size
	}
	return 1
}

// tiffOrientation looks for tag 0x0112 in the first directory.
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return 1
	}
	entries := int(order.Uint16(b[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > len(b) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x0112 {
			if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// upright turns and mirrors a picture so that it needs no orientation any more.
func upright(img image.Image, how int) image.Image {
	if how == 1 {
		return img
	}
	from := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(from, from.Bounds(), img, img.Bounds().Min, draw.Src)
	w, h := from.Rect.Dx(), from.Rect.Dy()
	size := image.Pt(w, h)
	if how >= 5 {
		size = image.Pt(h, w)
	}
	to := image.NewRGBA(image.Rectangle{Max: size})
	for y := range h {
		for x := range w {
			tx, ty := turned(how, x, y, w, h)
			i, j := from.PixOffset(x, y), to.PixOffset(tx, ty)
			copy(to.Pix[j:j+4], from.Pix[i:i+4])
		}
	}
	return to
}

// turned is where a pixel of a w by h picture goes for an orientation.
func turned(how, x, y, w, h int) (int, int) {
	switch how {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
