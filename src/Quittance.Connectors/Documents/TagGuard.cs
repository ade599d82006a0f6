namespace Quittance.Connectors.Documents;

/// <summary>
/// Text on its way to the XML reader, which ends at a tag with more attributes than any invoice has. The reader itself has no such
/// limit, and a single tag of ten megabytes keeps it busy for many seconds.
/// </summary>
/// <remarks>
/// It follows well-formed XML exactly. Where the text is not well-formed the XML reader stops anyway, so that nothing gained by
/// confusing this one is ever read.
/// </remarks>
internal sealed class TagGuard(TextReader text) : TextReader
{
    private Place _place = Place.Content;
    private char _last;
    private char _secondLast;
    private int _attributes;

    private enum Place
    {
        Content,
        Opening,
        Declaration,
        Tag,
        SingleQuoted,
        DoubleQuoted,
        Comment,
        CharacterData,
        Instruction,
    }

    /// <summary>True once a tag had too many attributes; from there on the text is cut off.</summary>
    public bool IsCut { get; private set; }

    public override int Read(char[] buffer, int index, int count)
    {
        if (IsCut)
        {
            return 0;
        }

        var read = text.Read(buffer, index, count);
        Follow(buffer.AsSpan(index, read));
        return IsCut ? 0 : read;
    }

    private void Follow(ReadOnlySpan<char> characters)
    {
        for (var at = 0; at < characters.Length; at++)
        {
            // Attachments are megabytes of content without a tag: not to be walked character by character.
            if (_place == Place.Content && characters[at..].IndexOf('<') is var ahead && ahead != 0)
            {
                if (ahead < 0)
                {
                    return;
                }

                at += ahead;
            }

            Follow(characters[at]);
        }
    }

    private void Follow(char character)
    {
        var before = _place;
        _place = (_place, character) switch
        {
            (Place.Content, '<') => Place.Opening,
            (Place.Opening, '!') => Place.Declaration,
            (Place.Opening, '?') => Place.Instruction,
            (Place.Opening, _) => Place.Tag,
            (Place.Declaration, '-') => Place.Comment,
            (Place.Declaration, _) => Place.CharacterData,
            (Place.Tag, '\'') => Place.SingleQuoted,
            (Place.Tag, '"') => Place.DoubleQuoted,
            (Place.Tag, '>') => Place.Content,
            (Place.SingleQuoted, '\'') or (Place.DoubleQuoted, '"') => Place.Tag,
            (Place.Comment, '>') when (_secondLast, _last) is ('-', '-') => Place.Content,
            (Place.CharacterData, '>') when (_secondLast, _last) is (']', ']') => Place.Content,
            (Place.Instruction, '>') when _last is '?' => Place.Content,
            _ => _place,
        };
        (_secondLast, _last) = (_last, character);

        _attributes = before == Place.Opening ? 0 : _attributes;
        if (before == Place.Tag && character == '=' && ++_attributes > EInvoiceReader.AttributesMax)
        {
            IsCut = true;
        }
    }
}
