namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Strings in parentheses (ISO 32000-1, section 7.3.4.2).</summary>
internal static class PdfLiteral
{
    /// <summary>How long the string is that begins there; negative when it does not end.</summary>
    /// <remarks>Parentheses inside a string are in pairs, or escaped.</remarks>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var open = 1;
        for (var at = 0; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'(':
                    open++;
                    break;
                case (byte)')' when --open == 0:
                    return at;
            }
        }

        return -1;
    }

    /// <summary>The string's own bytes, without escapes.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw.ToArray();
        }

        var text = new byte[raw.Length];
        var count = 0;
        while (!raw.IsEmpty)
        {
            if (raw[0] == '\\')
            {
                raw = raw[(1 + Unescape(raw[1..], text, ref count))..];
            }
            else
            {
                text[count++] = raw[0];
                raw = raw[1..];
            }
        }

        return text.AsMemory(0, count);
    }

    /// <returns>How many bytes the escape takes after its backslash.</returns>
    private static int Unescape(ReadOnlySpan<byte> rest, byte[] text, ref int count)
    {
        switch (rest)
        {
            case [>= (byte)'0' and <= (byte)'7', ..]:
                var digits = 0;
                var code = 0;
                for (; digits < 3 && digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'7'; digits++)
                {
                    code = (code * 8) + rest[digits] - '0';
                }

                text[count++] = (byte)code;
                return digits;
            case [(byte)'\r', (byte)'\n', ..]:
                return 2;
            case [(byte)'\r' or (byte)'\n', ..]:
                return 1;
            case [var character, ..]:
                text[count++] = Escaped(character);
                return 1;
            default:
                return 0;
        }
    }

    private static byte Escaped(byte character) => character switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => character,
    };
}
